import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, expect, it } from 'vitest'
import { systemRandom } from '../../electron/base/random.ts'
import type { Member } from '../../electron/contract/models.ts'
import type { RoomView, SessionState } from '../../electron/contract/services.ts'
import type { SessionStats } from '../../electron/contract/stats.ts'
import { DEFAULT_ENGINE } from '../../electron/processes/engine-defaults.ts'
import { entryUrl } from '../../electron/processes/entry.ts'
import { VoiceService } from '../../electron/processes/voice-service.ts'
import { ephemeralIdentity } from '../../electron/session/identity.ts'
import { spawnHost } from '../support/running-host.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** This guest's own entry. */
function selfIn(room: RoomView): Member | undefined {
  return room.members.find(({ sourceId }) => sourceId === room.you)
}

it('a guest whose voice engine died talks again, under fresh keys', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'palabre-engine-'))
  closers.push(() => rm(folder, { recursive: true }))
  const host = await spawnHost('--data', folder, '--bind', '127.0.0.1', '--port', '0', '--no-discovery')
  closers.push(() => host.end('SIGKILL'))
  const workers: Worker[] = []
  const states: SessionState[] = []
  const stats: SessionStats[] = []
  const service = new VoiceService({
    identity: ephemeralIdentity(systemRandom),
    engine: { ...DEFAULT_ENGINE, capture: { kind: 'tone', hz: 440 }, playback: { kind: 'null' } },
    spawnEngine: (options) => {
      const worker = new Worker(entryUrl('engine.worker'), { workerData: options })
      workers.push(worker)
      return worker
    },
    events: {
      onSession: (state) => states.push(state),
      onLevels: () => {},
      onHosts: () => {},
      onHearing: () => {},
      onTestStep: () => {},
      onStats: (report) => stats.push(report),
      onDevice: () => {},
      onMessage: () => {},
      onJob: () => {},
      onDownload: () => {},
    },
  })
  closers.push(() => service.close())
  await service.connect({ invite: host.ready.invite, nickname: 'Ada' })
  const before = await service.state()

  const diedAt = performance.now()
  await workers[0]?.terminate()
  await expect.poll(() => states.at(-1)?.state, { timeout: 5_000 }).toBe('ready')
  process.stderr.write(`voice engine died: ready again after ${(performance.now() - diedAt).toFixed(0)} ms\n`)
  const after = await service.state()
  if (before.state !== 'ready' || after.state !== 'ready') throw new Error('not ready')
  expect(workers).toHaveLength(2)
  expect(selfIn(after.room)?.sessionNonce).not.toBe(selfIn(before.room)?.sessionNonce)
  expect(after.room.members).toHaveLength(1)
  stats.length = 0
  await expect.poll(() => stats.at(-1)?.framesSent ?? 0, { timeout: 5_000 }).toBeGreaterThan(50)
})
