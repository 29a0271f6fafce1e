import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLogger } from '../../../../electron/base/logger.ts'
import { openHostStore } from '../../../../electron/host/open-store.ts'
import { backupFile, backupName } from '../../../../electron/storage/backup/backup-folder.ts'
import { createBackup } from '../../../../electron/storage/backup/create-backup.ts'
import { DATABASE_FILE, openStore, type Store } from '../../../../electron/storage/store.ts'
import { seededRandom } from '../../../support/seeded-random.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const PAGE = 4096
let place: Awaited<ReturnType<typeof temporaryFolder>>
let database: string
let backup: string
let store: Store | undefined

beforeEach(async () => {
  place = await temporaryFolder()
  database = join(place.folder, DATABASE_FILE)
  const made = openStore(place.folder)
  made.state.set('hostName', 'Den')
  for (let count = 0; count < 400; count += 1) {
    const publicKey = new Uint8Array(32)
    new DataView(publicKey.buffer).setUint32(0, count)
    made.users.add({ publicKey, nickname: `User ${String(count)}`, role: 'guest', at: count })
  }
  made.close()
  backup = backupFile(place.folder, backupName(1))
  mkdirSync(dirname(backup))
  const wish = { database, file: backup, reason: 'schedule', createdAt: 1, secrets: true } as const
  await createBackup(wish, { check: () => {}, progress: () => {} })
  // Newer, and not whole: it is no help.
  writeFileSync(backupFile(place.folder, backupName(2)), 'cut off')
})
afterEach(async () => {
  store?.close()
  store = undefined
  await place.remove()
})

const DAMAGE: readonly (readonly [string, () => void])[] = [
  [
    'zero bytes',
    () => {
      truncateSync(database, 0)
    },
  ],
  [
    'missing',
    () => {
      rmSync(database)
    },
  ],
  [
    'truncated',
    () => {
      truncateSync(database, statSync(database).size - 3 * PAGE)
    },
  ],
  [
    'another kind of file',
    () => {
      writeFileSync(database, 'letters '.repeat(2_000))
    },
  ],
  ...[2, 5, 9].map(
    (page) =>
      [
        `page ${String(page)} at random`,
        () => {
          damagePage(page)
        },
      ] as const,
  ),
]

function damagePage(page: number): void {
  const bytes = readFileSync(database)
  bytes.set(seededRandom(page).bytes(PAGE), page * PAGE)
  writeFileSync(database, bytes)
}

describe.each(DAMAGE)('abuse 57: a database that is damaged: %s', (what, damage) => {
  it('is refused, named with the newest good backup, and left as it is', async () => {
    damage()
    const before = what === 'missing' ? undefined : readFileSync(database)
    await expect(openHostStore(place.folder, false, silentLogger)).rejects.toMatchObject({
      code: 'data-damaged',
      detail: expect.stringContaining(`newest good backup: ${backup}`) as string,
    })
    if (before !== undefined) expect(readFileSync(database).equals(before)).toBe(true)
  })

  it('gives way to that backup where it is wanted, and is kept aside', async () => {
    damage()
    const before = what === 'missing' ? undefined : readFileSync(database)
    store = await openHostStore(place.folder, true, silentLogger)
    expect([store.state.get('hostName'), store.users.count()]).toEqual(['Den', 400])
    const [aside] = readdirSync(place.folder).filter((name) => name.includes('aside'))
    expect(aside === undefined).toBe(before === undefined)
    if (aside !== undefined && before !== undefined) {
      expect(readFileSync(join(place.folder, aside)).equals(before)).toBe(true)
    }
  })
})

it('says so where there is no good backup either', async () => {
  truncateSync(database, 0)
  rmSync(backup)
  await expect(openHostStore(place.folder, true, silentLogger)).rejects.toMatchObject({
    code: 'data-damaged',
    detail: expect.stringContaining('there is no good backup') as string,
  })
})

it('abuse 58: does not touch a database of a newer version, nor bring a backup back over it', async () => {
  const newer = new Database(database)
  newer.pragma('user_version = 999')
  newer.close()
  const before = readFileSync(database)
  await expect(openHostStore(place.folder, true, silentLogger)).rejects.toMatchObject({
    code: 'schema-newer',
  })
  expect(readFileSync(database).equals(before)).toBe(true)
  expect(readdirSync(place.folder).filter((name) => name.includes('aside'))).toEqual([])
})
