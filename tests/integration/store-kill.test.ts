import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { DATABASE_FILE } from '../../electron/storage/store.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const WRITER = join(import.meta.dirname, '../support/write-store.ts')
const ROUNDS = process.env['PALABRE_LONG'] === undefined ? 200 : 500
/** Writes of a round, at most, before its writer is killed. */
const MOST_WRITES = 12

/** Lets a process write, and kills it in the midst of that; answers what it was told to be on the disk. */
async function writeAndKill(folder: string, round: number, writes: number): Promise<string[]> {
  const child = spawn(process.execPath, [WRITER, folder, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const acknowledged: string[] = []
  const exited = once(child, 'exit')
  for await (const line of createInterface(child.stdout)) {
    acknowledged.push(line)
    if (acknowledged.length === writes) child.kill('SIGKILL')
  }
  await exited
  return acknowledged
}

it(
  `abuse 55: loses nothing it has acknowledged, killed ${String(ROUNDS)} times in the middle of writing`,
  async () => {
    const { folder, remove } = await temporaryFolder()
    try {
      const random = seededRandom(55)
      const acknowledged: string[] = []
      for (let round = 0; round < ROUNDS; round += 1) {
        // Each writer reads the whole database before it writes, and would not begin on a damaged one.
        const writes = 1 + Math.floor(random.fraction() * MOST_WRITES)
        acknowledged.push(...(await writeAndKill(folder, round, writes)))
      }
      const database = new Database(join(folder, DATABASE_FILE))
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
      const nickname = database.prepare<[number], string>('SELECT nickname FROM users WHERE id = ?').pluck()
      const lost = acknowledged.filter((line) => {
        const [id = '', ...name] = line.split(' ')
        return nickname.get(Number(id)) !== name.join(' ')
      })
      database.close()
      expect(lost).toEqual([])
      expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS)
    } finally {
      await remove()
    }
  },
  ROUNDS * 5_000,
)
