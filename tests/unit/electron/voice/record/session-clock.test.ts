import { describe, expect, it } from 'vitest'
import { SessionClock } from '../../../../../electron/voice/record/session-clock.ts'
import { seededRandom } from '../../../../support/seeded-random.ts'

const FRAME = 960
const RATE = 48_000

interface Said {
  readonly sequence: number
  readonly timestamp: number
  /** When it was said, on the host's clock, samples. */
  readonly at: number
}

/** Packets of a sender whose clock is faster by `ppm`, from a first timestamp on. */
function said(seconds: number, ppm: number, first: number): Said[] {
  return Array.from({ length: seconds * 50 }, (_, sequence) => ({
    sequence,
    timestamp: (first + sequence * FRAME) >>> 0,
    at: (sequence * FRAME) / (1 + ppm * 1e-6),
  }))
}

/** The most by which the clock is wrong about any of them, ms; `late` tells what the network does. */
function worstMs(packets: readonly Said[], late: (index: number) => number): number {
  const clock = new SessionClock()
  packets.forEach(({ sequence, timestamp, at }, index) => {
    clock.learn(sequence, timestamp, FRAME, at + FRAME + (late(index) * RATE) / 1000)
  })
  clock.settle()
  const errors = packets.map(({ sequence, timestamp, at }) =>
    Math.abs(clock.place(sequence, clock.unwrap(timestamp)) - at),
  )
  return (Math.max(...errors) * 1000) / RATE
}

describe('the clock of a session', () => {
  it('is known within 5 ms through jitter of 60 ms, whatever it runs apart, over a wrap of its timestamps', () => {
    for (const ppm of [-200, -50, 0, 50, 200]) {
      const random = seededRandom(ppm + 300)
      const first = 2 ** 32 - 20 * RATE
      expect(worstMs(said(120, ppm, first), () => random.fraction() ** 2 * 60)).toBeLessThan(5)
    }
  })

  it('is not misled by a stall of the network', () => {
    const stall = (index: number): number => (index >= 1_000 && index < 1_100 ? (1_100 - index) * 20 : 1)
    expect(worstMs(said(60, 30, 0), stall)).toBeLessThan(4)
  })

  it('follows one that was put elsewhere, forwards or back', () => {
    const [before, after] = [said(30, 0, 1_000_000), said(30, 0, 5_000)]
    const shifted = after.map(({ sequence, timestamp, at }) => ({
      ...{ sequence: sequence + before.length, timestamp, at: at + 31 * RATE },
    }))
    expect(worstMs([...before, ...shifted], () => 0)).toBeLessThan(1)
  })

  it('knows nothing of who said nothing', () => {
    const clock = new SessionClock()
    clock.settle()
    expect(clock.place(0, clock.unwrap(77))).toBe(77)
  })
})
