import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDatabase, type SqliteDatabase } from '../../../../electron/storage/database.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let file: string
let database: SqliteDatabase | undefined

beforeEach(async () => {
  place = await temporaryFolder()
  file = join(place.folder, 'deep', 'palabre.db')
})
afterEach(async () => {
  database?.close()
  database = undefined
  await place.remove()
})

it('acknowledges nothing before it is on the disk', () => {
  database = openDatabase(file)
  const setting = (name: string): unknown => database?.pragma(name, { simple: true })
  expect([setting('journal_mode'), setting('synchronous'), setting('foreign_keys')]).toEqual(['wal', 2, 1])
})

it('is readable by nobody else', () => {
  database = openDatabase(file)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700)
})

it('can be read while it is open, as a backup does', () => {
  database = openDatabase(file)
  const reader = new Database(file, { readonly: true })
  expect(reader.prepare('SELECT count(*) FROM channels').pluck().get()).toBe(3)
  reader.close()
})

it('says so where the file is none of ours, or the folder no folder', () => {
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, 'this is not a database, but it is long enough to be looked at by SQLite '.repeat(20))
  expect(() => openDatabase(file)).toThrow(expect.objectContaining({ code: 'data-damaged' }))
  expect(() => openDatabase(join(file, 'below'))).toThrow(
    expect.objectContaining({ code: 'data-unwritable' }),
  )
})

it('refuses a newer schema and leaves it as it is', () => {
  openDatabase(file).close()
  const newer = new Database(file)
  newer.pragma('user_version = 99')
  newer.close()
  expect(() => openDatabase(file)).toThrow(expect.objectContaining({ code: 'schema-newer' }))
  const after = new Database(file)
  expect(after.pragma('user_version', { simple: true })).toBe(99)
  after.close()
})
