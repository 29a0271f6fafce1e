import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { PalabreError } from '../../../../../electron/contract/errors.ts'
import { copyDatabase, verifyDatabase } from '../../../../../electron/storage/backup/copy-database.ts'
import { createBackup, type BackupWish } from '../../../../../electron/storage/backup/create-backup.ts'
import { readManifest, unpackDatabase } from '../../../../../electron/storage/backup/read-archive.ts'
import { DATABASE_FILE, openStore, type Store } from '../../../../../electron/storage/store.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let store: Store
let wish: BackupWish

beforeEach(async () => {
  place = await temporaryFolder()
  const folder = join(place.folder, 'host')
  store = openStore(folder)
  const file = join(place.folder, 'kept.palabre')
  wish = { database: join(folder, DATABASE_FILE), file, reason: 'request', createdAt: 5, secrets: true }
})
afterEach(async () => {
  store.close()
  await place.remove()
})

const silent = { check: () => {}, progress: () => {} }

it('copies a database that is open and written, as it is at that moment', async () => {
  store.users.add({ publicKey: new Uint8Array(32).fill(1), nickname: 'Ada', role: 'owner', at: 1 })
  const made = await createBackup(wish, silent)
  store.users.add({ publicKey: new Uint8Array(32).fill(2), nickname: 'Eve', role: 'guest', at: 1 })
  expect(made).toMatchObject({ file: wish.file, bytes: statSync(wish.file).size })
  expect(readManifest(wish.file)).toMatchObject({ reason: 'request', createdAt: 5, secrets: true })
  const copy = join(place.folder, 'copy.db')
  await unpackDatabase(wish.file, copy)
  const database = new Database(copy, { readonly: true })
  expect(database.prepare('SELECT nickname FROM users').pluck().all()).toEqual(['Ada'])
  database.close()
  expect([wish.file, copy].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600])
})

it('leaves keys and tokens out, to the last page, where it is told to', async () => {
  store.state.set('privateKey', 'a private key that nobody shall find')
  store.state.set('hostName', 'a name that anybody may know')
  await createBackup({ ...wish, secrets: false }, silent)
  const copy = join(place.folder, 'copy.db')
  await unpackDatabase(wish.file, copy)
  const text = readFileSync(copy, 'latin1')
  expect([text.includes('a name that'), text.includes('a private key')]).toEqual([true, false])
})

it('replaces an earlier one as a whole, or leaves it', async () => {
  writeFileSync(wish.file, 'earlier')
  const stop = (): void => {
    throw new PalabreError('job-cancelled')
  }
  await expect(createBackup(wish, { ...silent, check: stop })).rejects.toThrow('cancelled')
  expect(statSync(wish.file).size).toBe(7)
  await createBackup(wish, silent)
  expect(statSync(wish.file).size).toBeGreaterThan(7)
  expect(readdirSync(place.folder).sort()).toEqual(['host', 'kept.palabre'])
})

it('makes no database where there was none', async () => {
  const database = join(place.folder, 'none.db')
  await expect(createBackup({ ...wish, database }, silent)).rejects.toThrow()
  expect([existsSync(database), existsSync(wish.file)]).toEqual([false, false])
})

it('finds damage before anything is packed', async () => {
  const database = join(place.folder, 'damaged.db')
  copyDatabase(wish.database, database)
  verifyDatabase(database)
  const bytes = readFileSync(database)
  bytes.fill(0xa5, 4096, 3 * 4096)
  writeFileSync(database, bytes)
  await expect(createBackup({ ...wish, database }, silent)).rejects.toMatchObject({ code: 'data-damaged' })
  expect(existsSync(wish.file)).toBe(false)
})
