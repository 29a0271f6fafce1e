import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MediaMember } from '../../electron/contract/media.ts'
import {
  aligned,
  delaysByCorrelation,
  levelDb,
  median,
  quantile,
  readWav,
  speech,
  stoi,
  writeWav,
} from '../support/audio-measure.ts'
import type { Stopped } from '../support/engine-events.ts'
import { EngineWorker } from '../support/engine-worker.ts'
import { epochSecret, PacketGuest } from '../support/packet-guest.ts'
import { RouterWorker } from '../support/router-worker.ts'

const RATE = 48_000
const SECONDS = 6
let folder = ''
let router: RouterWorker
let speechFile = ''
const clean = speech(SECONDS)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palabre-call-'))
  speechFile = join(folder, 'speech.wav')
  writeWav(speechFile, clean)
  router = await RouterWorker.start('native')
})

afterAll(async () => {
  await router.stop()
  await rm(folder, { recursive: true })
})

/** Samples by which the second recording's clock starts after the first's. */
function startOffset(from: Stopped, to: Stopped): number {
  const apart = BigInt(to.outputStartedAtNs ?? '') - BigInt(from.inputStartedAtNs ?? '')
  return (Number(apart) * RATE) / 1e9
}

function admit(...members: readonly MediaMember[]): void {
  for (const member of members) router.post({ type: 'memberAdded', member })
  for (const channelId of new Set(members.map((member) => member.channelId))) {
    router.post({ type: 'epoch', channelId, epoch: 1, secret: epochSecret(channelId, 1) })
  }
}

function dismiss(...members: readonly MediaMember[]): void {
  for (const { sourceId } of members) router.post({ type: 'memberRemoved', sourceId })
}

const bound = (engine: EngineWorker) => engine.until((event) => event.type === 'path' && event.path === 'udp')

// Another program that takes both cores for a moment makes late packets that are nobody's fault: three tries.
test(
  'speech crosses two engines and a router whole, soon, and only within its channel',
  { retry: 2 },
  async () => {
    const [speaker, listener, stranger] = [
      new PacketGuest(11, 1),
      new PacketGuest(12, 1),
      new PacketGuest(13, 2),
    ]
    const members = [speaker.member, listener.member, stranger.member]
    admit(...members)
    const heard = join(folder, 'heard.wav')
    const elsewhere = join(folder, 'elsewhere.wav')
    const [far, other, near] = await Promise.all([
      EngineWorker.start({ playback: { kind: 'wav', file: heard } }),
      EngineWorker.start({ playback: { kind: 'wav', file: elsewhere } }),
      EngineWorker.start({ capture: { kind: 'wav', file: speechFile, loop: false } }),
    ])
    far.join(router.started.port, listener.member, [speaker.member])
    other.join(router.started.port, stranger.member, [])
    await Promise.all([bound(far), bound(other)])
    // The first 200 ms of the speaker do not count.
    const early = new Promise<number>((resolve) => {
      far.onEvent = (event) => {
        if (event.type === 'stats' && event.stats.packetsReceived >= 20) resolve(event.stats.concealed)
      }
    })
    near.join(router.started.port, speaker.member, [listener.member])
    const concealedEarly = await early
    await near.until((event) => event.type === 'inputEnded')
    await delay(300)
    const [sent, received, silent] = [await near.stop(), await far.stop(), await other.stop()]
    dismiss(...members)

    const lag = startOffset(sent, received)
    const recording = readWav(heard).samples
    const delays = delaysByCorrelation(clean, recording, {
      fromLag: Math.round(-lag) - RATE / 10,
      toLag: Math.round(-lag) + RATE / 2,
    })
    const inMs = delays.map((samples) => ((samples + lag) * 1000) / RATE)
    const report = `delay ms median ${median(inMs).toFixed(1)} p95 ${quantile(inMs, 0.95).toFixed(1)}`
    expect(median(inMs), report).toBeLessThanOrEqual(45)
    expect(median(inMs), report).toBeGreaterThan(12)
    expect(stoi(clean, aligned(recording, median(delays), clean.length))).toBeGreaterThanOrEqual(0.95)
    expect(received.stats).toMatchObject({
      lost: 0,
      late: 0,
      duplicate: 0,
      concealed: concealedEarly,
      drops: {},
    })
    expect(received.stats.packetsReceived).toBe(sent.stats.framesSent)
    expect(sent.stats.framesSent).toBe(SECONDS * 100 + 1)
    expect(levelDb(readWav(elsewhere).samples)).toBe(-127)
    expect(silent.stats.packetsReceived).toBe(0)
    if (process.env['PALABRE_REPORT'] === '1') process.stderr.write(`${report}\n`)
  },
)

test('a muted guest does not send, a deafened one neither sends nor hears', async () => {
  const [a, b, c] = [new PacketGuest(21, 3), new PacketGuest(22, 3), new PacketGuest(23, 3)]
  const members = [a.member, b.member, c.member]
  admit(...members)
  const heard = join(folder, 'deaf.wav')
  const [muted, deaf, talker] = await Promise.all([
    EngineWorker.start({ capture: { kind: 'tone', hz: 440 } }),
    EngineWorker.start({ capture: { kind: 'tone', hz: 440 }, playback: { kind: 'wav', file: heard } }),
    EngineWorker.start({ capture: { kind: 'tone', hz: 440 } }),
  ])
  muted.post({ type: 'flags', muted: true, deafened: false })
  deaf.post({ type: 'flags', muted: false, deafened: true })
  muted.join(router.started.port, a.member, [b.member, c.member])
  deaf.join(router.started.port, b.member, [a.member, c.member])
  talker.join(router.started.port, c.member, [a.member, b.member])
  await Promise.all([bound(muted), bound(deaf), bound(talker)])
  await delay(600)
  const [mutedEnd, deafEnd, talkerEnd] = [await muted.stop(), await deaf.stop(), await talker.stop()]
  dismiss(...members)
  expect(mutedEnd.stats.framesSent).toBe(0)
  expect(deafEnd.stats.framesSent).toBe(0)
  expect(mutedEnd.stats.packetsReceived).toBeGreaterThan(30)
  expect(mutedEnd.stats.speakers.find(({ sourceId }) => sourceId === 23)?.levelDb).toBeGreaterThan(-20)
  expect(talkerEnd.stats.packetsReceived).toBe(0)
  expect(levelDb(readWav(heard).samples)).toBe(-127)
})
