import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  BACKUP_FOLDER,
  backupFile,
  backupName,
  expired,
  listBackups,
  newestGood,
  tidyBackups,
} from '../../../../../electron/storage/backup/backup-folder.ts'
import { BACKUP_CONFIG } from '../../../../../electron/storage/backup/config.ts'
import { forgeBackup } from '../../../../support/forged-backup.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const START = Date.UTC(2026, 0, 1)

let place: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  place = await temporaryFolder()
  mkdirSync(join(place.folder, BACKUP_FOLDER))
})
afterEach(() => place.remove())

const names = (): string[] => readdirSync(join(place.folder, BACKUP_FOLDER)).sort()
const add = (atMs: number): string => {
  forgeBackup(backupFile(place.folder, backupName(atMs)), Buffer.from('x'))
  return backupName(atMs)
}

describe('names', () => {
  it('tell the time and nothing else, and come back', () => {
    expect(backupName(START + 5)).toBe('2026-01-01T00-00-00-005Z.palabre')
    add(START + 5)
    expect(listBackups(place.folder)).toMatchObject([{ createdAt: START + 5, reason: 'request' }])
  })

  it.each([
    '../palabre.db',
    '..',
    '.',
    '',
    '/etc/passwd',
    'C:\\x',
    'CON',
    'nul.palabre',
    '2026-01-01T00-00-00-005Z.palabre.',
    '2026-01-01T00-00-00-005Z.palabre/..',
    '2026-01-01T00-00-00-005Z.palabre\0',
    '2026-13-41T00-00-00-005Z.palabre',
    '..%2f2026-01-01T00-00-00-005Z.palabre',
    ' 2026-01-01T00-00-00-005Z.palabre',
    '2026-01-01T00-00-00-005Z.palabre ',
  ])('other than ours never become a path: %j', (name) => {
    expect(() => backupFile(place.folder, name)).toThrow(expect.objectContaining({ code: 'backup-unknown' }))
  })
})

describe('what is kept', () => {
  const kept = (count: number, everyMs: number): number[] => {
    const all = Array.from({ length: count }, (_, index) => ({
      name: String(index),
      createdAt: START + index * everyMs,
    }))
    const old = new Set(expired(all, BACKUP_CONFIG))
    return all.filter(({ name }) => !old.has(name)).map(({ createdAt }) => createdAt)
  }

  it('are the newest, one of each of the last days, one of each of the last weeks', () => {
    const left = kept(60 * 8, 3 * HOUR_MS)
    const end = START + (60 * 8 - 1) * 3 * HOUR_MS
    expect(left.slice(-8)).toEqual(Array.from({ length: 8 }, (_, index) => end - (7 - index) * 3 * HOUR_MS))
    const days = new Set(left.map((at) => Math.floor(at / DAY_MS)))
    for (let day = 0; day < 7; day++) expect(days.has(Math.floor(end / DAY_MS) - day)).toBe(true)
    const weeks = new Set(left.map((at) => Math.floor(at / (7 * DAY_MS))))
    expect(weeks.size).toBe(4)
    expect(left.length).toBeLessThanOrEqual(8 + 7 + 4)
  })

  it('are all, as long as they are few', () => {
    expect(kept(8, 1)).toHaveLength(8)
    expect(kept(0, 1)).toEqual([])
  })

  it('go with what a process that died left behind; other files stay', () => {
    const all = Array.from({ length: 9 }, (_, index) => add(START + index))
    for (const name of [`${backupName(1)}.partial`, `${backupName(1)}.copy-wal`, 'letter.txt']) {
      writeFileSync(join(place.folder, BACKUP_FOLDER, name), '')
    }
    tidyBackups(place.folder)
    expect(names()).toEqual([...all.slice(1), 'letter.txt'])
  })
})

it('the newest good one is the newest that is whole', async () => {
  expect(await newestGood(place.folder)).toBeUndefined()
  const good = add(START)
  writeFileSync(backupFile(place.folder, backupName(START + 1)), 'cut off')
  expect(await newestGood(place.folder)).toBe(backupFile(place.folder, good))
  expect(listBackups(place.folder).map(({ reason }) => reason)).toEqual([null, 'request'])
})
