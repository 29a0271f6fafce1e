import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EngineOptions } from '../../electron/contract/engine.ts'
import type { SessionStats } from '../../electron/contract/stats.ts'
import { LEAST_PACKET_BYTES } from '../../electron/voice/packet/header.ts'
import { KIND } from '../../electron/voice/packet/kind.ts'
import type { Impairment } from '../support/lossy-link.ts'
import { noiseFile } from '../support/noise-file.ts'
import { OfflineCall, type OfflineGuest } from '../support/offline-call.ts'
import { PacketGuest } from '../support/packet-guest.ts'
import { seededRandom } from '../support/seeded-random.ts'

/** Noise that costs an encoder all the bits it is given, with the pauses that speech has. */
let noisy = ''
let remove = (): Promise<void> => Promise.resolve()

beforeAll(async () => {
  ;({ file: noisy, remove } = await noiseFile(96_000, 72_000))
})

afterAll(async () => {
  await remove()
})

/** A call of a talker and a listener; a second of it is a row of both ends' statistics. */
class RateCall {
  readonly call = new OfflineCall()
  readonly talker: OfflineGuest
  readonly listener: OfflineGuest

  constructor(up: Impairment, down: Impairment, options: Partial<EngineOptions> = {}) {
    const capture = { kind: 'wav', file: noisy, loop: true } as const
    const adapting = { capture, adaptFrame: true, ...options }
    this.talker = this.call.add(new PacketGuest(1, 1), adapting)
    this.listener = this.call.add(new PacketGuest(2, 1))
    this.call.impair(this.talker, up, {}, seededRandom(2))
    this.call.impair(this.listener, {}, down, seededRandom(3))
    this.talker.connect([this.listener])
    this.listener.connect([this.talker])
  }

  run(seconds: number): void {
    this.call.run(seconds * 1_000)
  }

  change(up: Impairment, down: Impairment): void {
    this.talker.links?.up.change(up)
    this.listener.links?.down.change(down)
  }

  /** The last statistics of both. */
  get sent(): SessionStats {
    return last(this.talker)
  }
  get heard(): SessionStats {
    return last(this.listener)
  }

  /** What was sent each second, for the message of a failure. */
  get story(): string {
    return this.talker
      .of('stats')
      .map(({ stats }) => {
        const { frameMs, bitrate, redundancy, reportedLoss, reportedDelayMs, kbps } = stats.sending
        const told = `loss ${((reportedLoss ?? 0) * 100).toFixed(1)} % delay ${(reportedDelayMs ?? 0).toFixed(0)} ms`
        const coded = `${String(frameMs)} ms ${String(bitrate / 1000)}k + ${String(redundancy)} copies`
        return `${stats.timeS.toFixed(0)} s: ${coded}, ${kbps.toFixed(0)} kbit/s; ${told}`
      })
      .join('\n')
  }
}

function last(guest: OfflineGuest): SessionStats {
  const stats = guest.of('stats').at(-1)?.stats
  if (stats === undefined) throw new Error('no statistics yet')
  return stats
}

/** Runs, and answers the share of frames that the listener had to invent meanwhile. */
function concealedIn(call: RateCall, seconds: number): number {
  const before = call.heard
  const framesBefore = call.call.clock.nowMs()
  call.run(seconds)
  const frames = (call.call.clock.nowMs() - framesBefore) / call.sent.sending.frameMs
  return (call.heard.concealed - before.concealed) / frames
}

/** For half a minute to two of a call, at a tenth of its length or so. */
const timeout = 300_000

/** What 64 kbit/s of voice cost in frames of 10 ms without copies, with all headers: 100 packets of 60 bytes more. */
const PLAIN_KBPS = 64 + (100 * 60 * 8) / 1000 + 1

describe('random loss', { timeout }, () => {
  test.each([
    { where: 'to the listener', up: 0, down: 0.2 },
    { where: 'both ways', up: 0.1, down: 0.12 },
  ])('of a fifth $where is hidden within 5 s, at no more bits, and forgotten', ({ up, down }) => {
    const call = new RateCall({}, {}, { profile: 'internet' })
    call.run(4)
    expect(call.sent.sending).toMatchObject({ redundancy: 0, bitrate: 64_000 })
    call.change({ loss: up }, { loss: down })
    call.run(5)
    expect(call.sent.sending.redundancy, call.story).toBe(2)
    call.run(1)
    expect(concealedIn(call, 30), call.story).toBeLessThan(0.02)
    expect(call.sent.sending.kbps, call.story).toBeLessThan(PLAIN_KBPS)
    expect(call.sent.sending.redundancy, call.story).toBe(2)
    call.change({}, {})
    call.run(15)
    expect(call.sent.sending, call.story).toMatchObject({ redundancy: 0, bitrate: 64_000 })
  })

  test('that comes with jitter is not taken for a full line', () => {
    const call = new RateCall({}, { loss: 0.1, delayMs: 30, jitterMs: 40 }, { profile: 'internet' })
    call.run(20)
    const { redundancy, redundancyBitrate, bitrate } = call.sent.sending
    expect(redundancy, call.story).toBe(2)
    expect(bitrate + 2 * redundancyBitrate, call.story).toBeGreaterThan(55_000)
  })
})

describe('a channel', { timeout }, () => {
  test('whose cap is 24 kbit/s gets no more from a voice, copies included, in frames of its own length', () => {
    const call = new RateCall({}, { loss: 0.05 })
    let [bytes, packets] = [0, 0]
    call.call.passes = (from, _to, datagram) => {
      if (from !== call.talker.address || ((datagram[0] ?? 0) & 0x0f) !== KIND.voice) return true
      bytes += datagram.length - LEAST_PACKET_BYTES
      packets += 1
      return true
    }
    const kbpsIn = (seconds: number): number => {
      bytes = packets = 0
      call.run(seconds)
      return (bytes * 8) / 1_000 / seconds
    }
    expect(kbpsIn(10)).toBeGreaterThan(50)
    call.talker.post({ type: 'channel', bitrateCap: 24_000, frameMs: 40 })
    call.run(1)
    expect(kbpsIn(10), call.story).toBeLessThan(24)
    expect(packets).toBe(250)
    call.talker.post({ type: 'channel', bitrateCap: 0, frameMs: 0 })
    call.run(5)
    expect(kbpsIn(5)).toBeGreaterThan(50)
  })
})

describe('a line of 40 kbit/s', { timeout }, () => {
  const full = { bandwidth: 40_000, delayMs: 20 }
  test.each([
    { where: 'from the talker', up: full, down: {} },
    { where: 'to the listener', up: {}, down: full },
  ])('$where is filled and not more', ({ up, down }) => {
    const call = new RateCall(up, down)
    call.run(10)
    const link = up === full ? call.talker.links?.up : call.listener.links?.down
    const before = { ...link?.counts }
    let delayMs = 0
    for (let second = 0; second < 40; second += 1) {
      call.run(1)
      delayMs = Math.max(delayMs, call.sent.sending.reportedDelayMs ?? Infinity)
    }
    const { sent = 0, overflowed = 0 } = link?.counts ?? {}
    expect((overflowed - (before.overflowed ?? 0)) / (sent - (before.sent ?? 0)), call.story).toBeLessThan(
      0.02,
    )
    expect(delayMs, call.story).toBeLessThan(120)
    expect(call.sent.sending.kbps, call.story).toBeGreaterThan(24)
    expect(call.sent.path).toBe('udp')
    call.change({}, {})
    call.run(70)
    expect(call.sent.sending.bitrate, call.story).toBe(64_000)
  })
})
