import { join } from 'node:path'
import process from 'node:process'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { DATABASE_FILE } from '../../electron/storage/store.ts'
import { RawGuest } from '../support/raw-guest.ts'
import { askRest } from '../support/rest-client.ts'
import { spawnHost, type HostProcess } from '../support/running-host.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** What only the store is given, and far oftener, is in `store-kill.test.ts`. */
const ROUNDS = process.env['PALABRE_LONG'] === undefined ? 10 : 200
/** Writes of a round that are answered before its host is killed, at most. */
const MOST_WRITES = 24
const CREATED = 201
const TEXTS = 6

/** What a host has said to be kept: reasons of bans, and texts by their row. */
interface Kept {
  readonly bans: Set<string>
  readonly messages: Map<number, string>
}

/** Asks by REST and by the gateway at the same time, until the host is gone; notes each answer that says it is kept. */
async function write(host: HostProcess, round: number, kept: Kept, onKept: () => void): Promise<void> {
  const { port, invite, ownerToken } = host.ready
  const headers = { 'authorization': `Bearer ${ownerToken}`, 'content-type': 'application/json' }
  const ban = async (count: number): Promise<void> => {
    const reason = `${String(round)} ${String(count)}`
    const body = JSON.stringify({ range: `10.${String(round)}.${String(count)}.0/24`, reason })
    const { status } = await askRest({ port, path: '/api/v1/bans', method: 'POST', headers, body })
    expect(status).toBe(CREATED)
    kept.bans.add(reason)
    onKept()
  }
  const guest = await RawGuest.enter({ invite })
  const place = { channelId: guest.welcome?.epoch.channelId ?? 0 }
  const say = async (count: number): Promise<void> => {
    const text = `${String(round)} ${String(count)}`
    const answer = await guest.request({ type: 'say', place, text })
    if (answer.type !== 'ok' || answer.message === undefined) throw new Error('not kept')
    kept.messages.set(answer.message.id, text)
    onKept()
  }
  const counts = Array.from({ length: MOST_WRITES }, (_, count) => count)
  // Whatever is under way when the host is gone has not been answered.
  await Promise.allSettled([...counts.map(ban), ...counts.slice(0, TEXTS).map(say)])
  guest.socket.terminate()
}

/** What is in the database of that which was said to be kept, and what is not. */
function lost({ bans, messages }: Kept, file: string): unknown[] {
  const database = new Database(file)
  try {
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
    const ban = database.prepare<[string], number>('SELECT count(*) FROM bans WHERE reason = ?').pluck()
    const text = database.prepare<[number], string>('SELECT text FROM messages WHERE id = ?').pluck()
    return [
      ...[...bans].filter((reason) => ban.get(reason) !== 1),
      ...[...messages].filter(([id, said]) => text.get(id) !== said),
    ]
  } finally {
    database.close()
  }
}

it(
  `abuse 55: a whole host loses nothing it has answered, killed ${String(ROUNDS)} times while it is written to`,
  async () => {
    const { folder, remove } = await temporaryFolder()
    const random = seededRandom(55)
    const kept: Kept = { bans: new Set(), messages: new Map() }
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        // Each host reads its whole database before it starts, and would not start on a damaged one.
        const host = await spawnHost('--data', folder, '--no-discovery', '--bind', '127.0.0.1', '--port', '0')
        let left = 1 + Math.floor(random.fraction() * MOST_WRITES)
        await write(host, round, kept, () => {
          left -= 1
          if (left === 0) host.child.kill('SIGKILL')
        })
        await host.end('SIGKILL')
        expect(host.child.signalCode).toBe('SIGKILL')
        expect(lost(kept, join(folder, DATABASE_FILE))).toEqual([])
      }
      expect(kept.bans.size).toBeGreaterThan(ROUNDS)
      expect(kept.messages.size).toBeGreaterThan(ROUNDS / 4)
    } finally {
      await remove()
    }
  },
  ROUNDS * 40_000,
)
