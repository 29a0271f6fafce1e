import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { PalabreError } from '../../../../../electron/contract/errors.ts'
import { createBackup, verifyDatabase } from '../../../../../electron/storage/backup/create-backup.ts'
import { DATABASE_FILE, openStore, type Store } from '../../../../../electron/storage/store.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let store: Store
let database: string
let file: string

beforeEach(async () => {
  place = await temporaryFolder()
  store = openStore(join(place.folder, 'host'))
  database = join(place.folder, 'host', DATABASE_FILE)
  file = join(place.folder, 'copy.db')
})
afterEach(async () => {
  store.close()
  await place.remove()
})

const silent = { check: () => {}, progress: () => {} }

it('copies a database that is open and written, as it is at that moment', () => {
  store.users.add({ publicKey: new Uint8Array(32).fill(1), nickname: 'Ada', role: 'owner', at: 1 })
  const made = createBackup({ database, file }, silent)
  store.users.add({ publicKey: new Uint8Array(32).fill(2), nickname: 'Eve', role: 'guest', at: 1 })
  expect(made).toEqual({ file, bytes: statSync(file).size })
  const copy = new Database(file, { readonly: true })
  expect(copy.prepare('SELECT nickname FROM users').pluck().all()).toEqual(['Ada'])
  copy.close()
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

it('replaces an earlier copy as a whole, or leaves it', () => {
  writeFileSync(file, 'earlier')
  const stop = (): void => {
    throw new PalabreError('job-cancelled')
  }
  expect(() => createBackup({ database, file }, { ...silent, check: stop })).toThrow('cancelled')
  expect(statSync(file).size).toBe(7)
  createBackup({ database, file }, silent)
  expect(statSync(file).size).toBeGreaterThan(7)
  expect(readdirSync(place.folder).sort()).toEqual(['copy.db', 'host'])
})

it('makes no database where there was none', () => {
  const none = join(place.folder, 'none.db')
  expect(() => createBackup({ database: none, file }, silent)).toThrow()
  expect([existsSync(none), existsSync(file)]).toEqual([false, false])
})

it('finds damage where it is read', () => {
  createBackup({ database, file }, silent)
  verifyDatabase(file)
  const bytes = readFileSync(file)
  bytes.fill(0xa5, 2 * 4096, 4 * 4096)
  writeFileSync(file, bytes)
  expect(() => {
    verifyDatabase(file)
  }).toThrow(expect.objectContaining({ code: 'data-damaged' }))
})
