import { expect, test } from 'vitest'
import { DelayHistogram } from '../../../../../electron/voice/jitter/delay-histogram.ts'

/** Adds so many packets of 10 ms, whose delays repeat. */
function fed(delaysMs: readonly number[], floorMs: number, count: number): DelayHistogram {
  const histogram = new DelayHistogram()
  for (let packet = 0; packet < count; packet += 1) {
    histogram.add(delaysMs[packet % delaysMs.length] ?? 0, floorMs, 10)
  }
  return histogram
}

test('nothing is above the floor before the first packet, and where all are on it', () => {
  expect(new DelayHistogram().quantile(0.99)).toBe(0)
  expect(fed([500], 500, 100).quantile(0.99)).toBe(0)
})

test('answers to a quarter of a millisecond, wherever the floor lies in its bin', () => {
  for (const floorMs of [0, 0.1, 0.9, 137.77]) {
    const answered = fed([floorMs, floorMs + 0.6], floorMs, 200).quantile(0.99)
    expect(answered).toBeGreaterThanOrEqual(0.6)
    expect(answered).toBeLessThanOrEqual(0.6 + 2 * 0.25)
  }
})

test('leaves the rarest out, and counts what is beyond its range as the range', () => {
  const one = [...Array<number>(99).fill(0), 1_000]
  const histogram = fed(one, 0, 1_000)
  expect(histogram.quantile(0.9)).toBe(0)
  expect(histogram.quantile(1)).toBe(300)
})

test('counts stay where they are while the floor moves, and go with it where it jumps', () => {
  const moved = fed([10], 0, 100)
  moved.add(4, 4, 10)
  expect(moved.quantile(0.9)).toBeCloseTo(6.25)
  const jumped = fed([10], 0, 100)
  jumped.shift(1_000)
  jumped.add(1_010, 1_000, 10)
  expect(jumped.quantile(0.99)).toBeCloseTo(10.25)
})
