import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Delivery } from '../../electron/contract/models.ts'
import type { SessionStats } from '../../electron/contract/stats.ts'
import { noiseFile } from '../support/noise-file.ts'
import { OfflineCall, type OfflineGuest } from '../support/offline-call.ts'
import { PacketGuest } from '../support/packet-guest.ts'
import { seededRandom } from '../support/seeded-random.ts'

const ROOM = 1
const TALKERS = 4

/** Noise that costs an encoder all the bits it is given. */
let noisy = ''
let remove = (): Promise<void> => Promise.resolve()

beforeAll(async () => {
  ;({ file: noisy, remove } = await noiseFile(48_000))
})

afterAll(async () => {
  await remove()
})

/** Four who talk at once at 40 kbit/s each, and one who hears them over a line of 60 kbit/s. */
class WeakCall {
  readonly call = new OfflineCall()
  readonly listener: OfflineGuest

  constructor(delivery: Delivery) {
    const capture = { kind: 'wav', file: noisy, loop: true } as const
    for (let talker = 1; talker <= TALKERS; talker += 1) {
      this.call.add(new PacketGuest(talker, ROOM), { capture, bitrate: 40_000, frameMs: 20 })
      this.call.router.setFlags(talker, false, true)
    }
    this.listener = this.call.add(new PacketGuest(9, ROOM), { mode: 'ptt' })
    this.call.impair(this.listener, {}, { bandwidth: 60_000, delayMs: 20 }, seededRandom(3))
    this.call.router.setChannelAudio(ROOM, { delivery, topN: 0 })
    for (const guest of this.call.guests) guest.connect(this.call.guests.filter((other) => other !== guest))
  }

  /** Runs, and answers the share of what the host sent down meanwhile that the line lost. */
  lossIn(seconds: number): number {
    const before = { ...this.listener.links?.down.counts }
    this.call.run(seconds * 1_000)
    const { sent = 0, overflowed = 0 } = this.listener.links?.down.counts ?? {}
    return (overflowed - (before.overflowed ?? 0)) / (sent - (before.sent ?? 0))
  }

  get stats(): SessionStats {
    const stats = this.listener.of('stats').at(-1)?.stats
    if (stats === undefined) throw new Error('no statistics yet')
    return stats
  }
}

describe('a line of 60 kbit/s to one who hears four', { timeout: 300_000 }, () => {
  test('loses most where each voice is forwarded', () => {
    const call = new WeakCall('forward')
    call.lossIn(10)
    expect(call.lossIn(5)).toBeGreaterThan(0.3)
    expect(call.stats.downlink).toBe('forward')
  })

  test('carries the mix, which the host makes within ten seconds where the choice is its own', () => {
    const call = new WeakCall('auto')
    expect(call.lossIn(3)).toBeGreaterThan(0.3)
    call.lossIn(6)
    expect(call.stats.downlink).toBe('mix')
    const { concealed } = call.stats
    expect(call.lossIn(15)).toBeLessThan(0.02)
    expect((call.stats.concealed - concealed) / (15 * 50)).toBeLessThan(0.02)
    expect(call.stats.downlink).toBe('mix')
  })
})
