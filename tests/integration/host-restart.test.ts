import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KeyPair } from '../../electron/base/crypto.ts'
import { DATABASE_FILE } from '../../electron/storage/store.ts'
import { freshKey, RawGuest } from '../support/raw-guest.ts'
import { spawnHost, type HostProcess } from '../support/running-host.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const LOOPBACK = ['--bind', '127.0.0.1', '--no-discovery']
let place: Awaited<ReturnType<typeof temporaryFolder>>
let host: HostProcess | undefined

beforeEach(async () => {
  place = await temporaryFolder()
})
afterEach(async () => {
  await host?.end('SIGKILL')
  host = undefined
  await place.remove()
})

async function start(...args: string[]): Promise<HostProcess> {
  host = await spawnHost('--data', place.folder, ...LOOPBACK, ...args)
  return host
}

describe('palabre host', () => {
  it('is the same after it was killed: port, key, invite, owner, users', async () => {
    const first = await start('--port', '0', '--name', 'Den')
    const guest = await RawGuest.enter({ invite: first.ready.invite }, { channel: 'Quiet' })
    await first.end('SIGKILL')
    const second = await start()
    const { invite, address, port, api, fingerprint, ownerToken } = first.ready
    expect(second.ready).toMatchObject({ invite, address, port, api, fingerprint, ownerToken })
    const back = await RawGuest.open({ invite: second.ready.invite, key: guest.key })
    expect(await back.login({ token: 'of-no-use' })).toMatchObject({
      hostName: 'Den',
      epoch: { channelId: 3 },
    })
    await back.close()
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('closes in time and with 0 at %s', async (signal) => {
    const running = await start('--port', '0')
    const { ready } = running
    const guest = await RawGuest.enter({ invite: ready.invite })
    const began = performance.now()
    expect(await running.end(signal)).toBe(0)
    expect(performance.now() - began).toBeLessThan(5_000)
    expect(await guest.closed).toEqual({ code: 1001, reason: 'host-closing' })
    // What was said at the end was not taken for a crash.
    expect((await start()).ready.port).toBe(ready.port)
  })

  it('takes another port where the last one is taken, but not where that one was asked for', async () => {
    const earlier = await start('--port', '0')
    const { ready } = earlier
    await earlier.end('SIGTERM')
    const port = String(ready.port)
    const other = await temporaryFolder()
    const squatter = await spawnHost('--data', other.folder, ...LOOPBACK, '--port', port)
    try {
      await expect(start('--port', port)).rejects.toThrow('Another program uses this port.')
      expect((await start()).ready.port).not.toBe(ready.port)
    } finally {
      await squatter.end('SIGKILL')
      await other.remove()
    }
  })

  it('loses nothing it has acknowledged, killed in the middle of writing', async () => {
    const acknowledged: { key: KeyPair; nickname: string }[] = []
    const invites: string[] = []
    await start('--port', '0')
    for (let round = 0; round < 3; round++) {
      const running = host ?? (await start())
      const writers = [0, 1, 2].map(async (writer) => {
        for (let count = 0; ; count++) {
          const nickname = `${String(round)} ${String(writer)} ${String(count)}`
          const guest = await RawGuest.enter({ invite: running.ready.invite, key: freshKey() }, { nickname })
          acknowledged.push({ key: guest.key, nickname })
          const answer = await guest.request({ type: 'createInvite', lifetimeS: 3_600, uses: 1 })
          if (answer.type === 'ok' && answer.invite !== undefined) invites.push(answer.invite)
          await guest.close()
        }
      })
      const wanted = acknowledged.length + 15
      // Each writer ends when the host is killed under it.
      const stopped = Promise.allSettled(writers)
      await expect.poll(() => acknowledged.length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(wanted)
      await running.end('SIGKILL')
      await stopped
      host = undefined
    }
    checkDatabase(join(place.folder, DATABASE_FILE), acknowledged, invites.length)
    const after = await start()
    const last = invites.at(-1) ?? ''
    const guest = await RawGuest.enter({ invite: last })
    await guest.close()
    expect(after.ready.pid).toBeGreaterThan(0)
  })
})

/** Looks into the file as the killed process left it. */
function checkDatabase(
  file: string,
  acknowledged: readonly { key: KeyPair; nickname: string }[],
  invites: number,
): void {
  const database = new Database(file)
  try {
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(database.pragma('foreign_key_check')).toEqual([])
    const nicknameOf = database
      .prepare<[Uint8Array]>('SELECT nickname FROM users WHERE public_key = ?')
      .pluck()
    const lost = acknowledged.filter(({ key, nickname }) => nicknameOf.get(key.publicKey) !== nickname)
    expect(lost).toEqual([])
    const kept = database.prepare('SELECT count(*) FROM invites').pluck().get()
    expect(kept).toBeGreaterThanOrEqual(invites)
  } finally {
    database.close()
  }
}
