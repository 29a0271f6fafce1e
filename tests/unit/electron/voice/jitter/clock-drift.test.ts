import { describe, expect, test } from 'vitest'
import { ClockDrift } from '../../../../../electron/voice/jitter/clock-drift.ts'
import { seededRandom } from '../../../../support/seeded-random.ts'

/** Packets every 10 ms of a sender whose clock is so much faster, over a path with jitter. */
function hear(
  drift: ClockDrift,
  ppm: number,
  fromMs: number,
  untilMs: number,
  jitterMs = 20,
  pathMs = 30,
): void {
  const random = seededRandom(5)
  for (let sentMs = fromMs; sentMs < untilMs; sentMs += 10) {
    const arrivalMs = sentMs + pathMs + jitterMs * random.fraction()
    drift.observe(arrivalMs - sentMs * (1 + ppm * 1e-6), arrivalMs)
  }
}

const MINUTE = 60_000

describe.each([-200, -60, 0, 100, 200])('a sender’s clock %i ppm faster', (ppm) => {
  test('is known within 40 ppm after ten minutes', () => {
    const drift = new ClockDrift()
    hear(drift, ppm, 0, 10 * MINUTE)
    expect(Math.abs(drift.ppm - ppm)).toBeLessThan(40)
  })

  test('a stream that jumps does not disturb it', () => {
    const drift = new ClockDrift()
    hear(drift, ppm, 0, 10 * MINUTE)
    drift.restart()
    hear(drift, ppm, 11 * MINUTE, 21 * MINUTE, 20, 5_000)
    expect(Math.abs(drift.ppm - ppm)).toBeLessThan(40)
  })
})

test('nothing is claimed at first', () => {
  const drift = new ClockDrift()
  hear(drift, 200, 0, 20_000)
  expect(drift.ppm).toBe(0)
})

test('another clock is learnt', () => {
  const drift = new ClockDrift()
  hear(drift, 200, 0, 10 * MINUTE)
  drift.restart()
  hear(drift, -200, 10 * MINUTE, 30 * MINUTE)
  expect(Math.abs(drift.ppm + 200)).toBeLessThan(40)
})
