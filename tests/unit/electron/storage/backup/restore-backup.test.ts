import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBackup } from '../../../../../electron/storage/backup/create-backup.ts'
import { stageRestore, tidyAside } from '../../../../../electron/storage/backup/restore-backup.ts'
import { MIGRATIONS } from '../../../../../electron/storage/migrations/index.ts'
import { migrate } from '../../../../../electron/storage/migrations/runner.ts'
import { DATABASE_FILE, openStore } from '../../../../../electron/storage/store.ts'
import { forgeBackup } from '../../../../support/forged-backup.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const silent = { check: () => {}, progress: () => {} }
let place: Awaited<ReturnType<typeof temporaryFolder>>
let folder: string
let database: string
let file: string

beforeEach(async () => {
  place = await temporaryFolder()
  folder = join(place.folder, 'host')
  database = join(folder, DATABASE_FILE)
  file = join(place.folder, 'x.palabre')
})
afterEach(() => place.remove())

const setName = (name: string, key = `key of ${name}`): void => {
  const store = openStore(folder)
  store.state.set('hostName', name)
  store.state.set('privateKey', key)
  store.close()
}
const nameNow = (): (string | undefined)[] => {
  const store = openStore(folder, () => 7)
  const found = [store.state.get('hostName'), store.state.get('privateKey')]
  store.close()
  return found
}
const backUp = (secrets: boolean) =>
  createBackup({ database, file, reason: 'request', createdAt: 1, secrets }, silent)

describe('a backup that comes back', () => {
  it('waits until the host starts, and sets the present database aside', async () => {
    setName('then')
    await backUp(true)
    setName('now')
    const before = readFileSync(database)
    await stageRestore({ file, database }, silent)
    expect(readFileSync(database)).toEqual(before)
    expect(nameNow()).toEqual(['then', 'key of then'])
    expect(readFileSync(`${database}.aside-7`)).toEqual(before)
    expect(nameNow()).toEqual(['then', 'key of then'])
  })

  it('without secrets leaves the host its own', async () => {
    setName('then')
    await backUp(false)
    setName('now')
    await stageRestore({ file, database }, silent)
    expect(nameNow()).toEqual(['then', 'key of now'])
  })

  it('is brought up to date before it takes its place', async () => {
    const old = join(place.folder, 'old.db')
    const made = new Database(old)
    migrate(made, MIGRATIONS.slice(0, 2))
    made.prepare("INSERT INTO state VALUES ('hostName', 'old')").run()
    made.close()
    setName('now')
    await createBackup({ database: old, file, reason: 'export', createdAt: 1, secrets: true }, silent)
    await stageRestore({ file, database }, silent)
    expect(nameNow()).toEqual(['old', undefined])
    expect(readdirSync(folder).filter((name) => name.includes('restore'))).toEqual([])
  })

  it.each([
    ['is no database', Buffer.from('no database '.repeat(500)), 'backup-invalid'],
    ['is empty', Buffer.alloc(0), 'backup-invalid'],
  ])('is refused where it %s, and changes nothing', async (_what, bytes, code) => {
    setName('now')
    const before = readdirSync(folder).sort()
    forgeBackup(file, bytes)
    await expect(stageRestore({ file, database }, silent)).rejects.toMatchObject({ code })
    expect(readdirSync(folder).sort()).toEqual(before)
    expect(nameNow()[0]).toBe('now')
  })

  it('is refused where its schema is newer than the program', async () => {
    setName('now')
    await backUp(true)
    const newer = join(place.folder, 'newer.db')
    writeFileSync(newer, readFileSync(database))
    const made = new Database(newer)
    made.pragma('user_version = 999')
    made.close()
    forgeBackup(file, readFileSync(newer))
    await expect(stageRestore({ file, database }, silent)).rejects.toMatchObject({ code: 'schema-newer' })
  })

  it('goes on after a kill at each of its steps', async () => {
    for (const steps of [0, 1, 2]) {
      setName('then')
      await backUp(true)
      setName('now')
      await stageRestore({ file, database }, silent)
      // As `applyRestore` would have left it: the log moved, or all of the present one.
      writeFileSync(`${database}-wal`, '')
      const ends = ['-wal', ''].slice(0, steps)
      for (const end of ends) renameSync(`${database}${end}`, `${database}.aside-3${end}`)
      expect(nameNow()[0]).toBe('then')
    }
  })
})

it('of databases set aside the newest stay', () => {
  setName('now')
  for (let at = 1; at <= 5; at++) writeFileSync(`${database}.aside-${String(at)}`, '')
  writeFileSync(`${database}.aside-1-wal`, '')
  tidyAside(database)
  expect(readdirSync(folder).filter((name) => name.includes('aside'))).toEqual(
    [3, 4, 5].map((at) => `${DATABASE_FILE}.aside-${String(at)}`),
  )
  expect(existsSync(database)).toBe(true)
})
