import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  copyName,
  migrate,
  schemaVersion,
  type Migration,
} from '../../../../../electron/storage/migrations/runner.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const ONE: Migration = { version: 1, name: 'one', sql: 'CREATE TABLE a (x); INSERT INTO a VALUES (1);' }
const TWO: Migration = { version: 2, name: 'two', sql: 'ALTER TABLE a ADD COLUMN y; UPDATE a SET y = 2;' }
const BROKEN: Migration = { version: 3, name: 'broken', sql: 'DELETE FROM a; SELECT x FROM nowhere;' }

let place: Awaited<ReturnType<typeof temporaryFolder>>
let database: Database.Database

beforeEach(async () => {
  place = await temporaryFolder()
  database = new Database(join(place.folder, 'test.db'))
})
afterEach(async () => {
  database.close()
  await place.remove()
})

const rows = (): unknown => database.prepare('SELECT * FROM a').all()

it('makes an empty file new, without a copy', () => {
  migrate(database, [ONE, TWO])
  expect([schemaVersion(database), rows()]).toEqual([2, [{ x: 1, y: 2 }]])
  expect(existsSync(copyName(database.name, 0))).toBe(false)
})

it('copies an existing file before it changes it', () => {
  migrate(database, [ONE])
  migrate(database, [ONE, TWO])
  expect(rows()).toEqual([{ x: 1, y: 2 }])
  const copy = new Database(copyName(database.name, 1), { readonly: true })
  expect([schemaVersion(copy), copy.prepare('SELECT * FROM a').all()]).toEqual([1, [{ x: 1 }]])
  copy.close()
})

it('copies nothing of what lives in memory alone', () => {
  const memory = new Database(':memory:')
  migrate(memory, [ONE])
  migrate(memory, [ONE, TWO])
  expect(schemaVersion(memory)).toBe(2)
  expect(existsSync(copyName(memory.name, 1))).toBe(false)
  memory.close()
})

it('does nothing, and copies nothing, where all is up to date', () => {
  migrate(database, [ONE])
  migrate(database, [ONE])
  expect(rows()).toEqual([{ x: 1 }])
  expect(existsSync(copyName(database.name, 1))).toBe(false)
})

it('takes a failed step back whole, and can be tried again', () => {
  migrate(database, [ONE, TWO])
  for (let tries = 0; tries < 2; tries++) {
    expect(() => {
      migrate(database, [ONE, TWO, BROKEN])
    }).toThrow('nowhere')
  }
  expect([schemaVersion(database), rows()]).toEqual([2, [{ x: 1, y: 2 }]])
})

it('refuses a newer schema', () => {
  migrate(database, [ONE, TWO])
  expect(() => {
    migrate(database, [ONE])
  }).toThrow(expect.objectContaining({ code: 'schema-newer', detail: 'schema 2, this version knows 1' }))
})
