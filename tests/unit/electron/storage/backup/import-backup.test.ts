import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { backupFile, listBackups, uploadFile } from '../../../../../electron/storage/backup/backup-folder.ts'
import { createBackup } from '../../../../../electron/storage/backup/create-backup.ts'
import { importBackup } from '../../../../../electron/storage/backup/import-backup.ts'
import { makeFolder } from '../../../../../electron/storage/database.ts'
import { DATABASE_FILE, openStore } from '../../../../../electron/storage/store.ts'
import { forgeBackup } from '../../../../support/forged-backup.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const NAME = '2026-01-01T00-00-00-005Z.palabre'
const silent = { check: () => {}, progress: () => {} }
let place: Awaited<ReturnType<typeof temporaryFolder>>
let made: string
let wish: { from: string; file: string }

beforeEach(async () => {
  place = await temporaryFolder()
  const elsewhere = join(place.folder, 'elsewhere')
  openStore(elsewhere).close()
  made = join(place.folder, 'made')
  const database = join(elsewhere, DATABASE_FILE)
  await createBackup({ database, file: made, reason: 'export', createdAt: 7, secrets: false }, silent)
  wish = { from: uploadFile(place.folder, NAME), file: backupFile(place.folder, NAME) }
  makeFolder(join(place.folder, 'backups'))
})
afterEach(() => place.remove())

const left = (): string[] => readdirSync(join(place.folder, 'backups'))

it('takes a whole backup of another host among the backups, and says what it is', async () => {
  copyFileSync(made, wish.from)
  const phases: string[] = []
  const taken = await importBackup(wish, { ...silent, progress: (_fraction, phase) => phases.push(phase) })
  const bytes = readFileSync(made).length
  expect(taken).toEqual({
    name: NAME,
    bytes,
    createdAt: 7,
    schema: expect.any(Number) as number,
    secrets: false,
  })
  expect(phases).toEqual(['unpack', 'verify'])
  expect(left()).toEqual([NAME])
  expect(listBackups(place.folder)).toMatchObject([{ name: NAME, reason: 'export' }])
})

const whole = (): Buffer => readFileSync(made)
const lie = (about: Record<string, unknown>, database = Buffer.from('x')) => {
  forgeBackup(wish.from, database, about)
  return readFileSync(wish.from)
}

it.each([
  ['a picture', () => Buffer.alloc(1_000, 7), 'backup-invalid'],
  ['nothing', () => Buffer.alloc(0), 'backup-invalid'],
  ['half of one', () => whole().subarray(0, whole().length / 2), 'backup-invalid'],
  [
    'one with a bit turned',
    () => whole().map((byte, at) => (at === 100 ? byte ^ 1 : byte)),
    'backup-invalid',
  ],
  ['one that unpacks to more than it says', () => lie({ database: { bytes: 0 } }), 'backup-invalid'],
  ['one with no database in it', () => lie({}), 'backup-invalid'],
])('abuse 59: refuses %s, and leaves nothing behind', async (_what, bytes, code) => {
  writeFileSync(wish.from, bytes())
  await expect(importBackup(wish, silent)).rejects.toMatchObject({ code })
  expect(left()).toEqual([])
})
