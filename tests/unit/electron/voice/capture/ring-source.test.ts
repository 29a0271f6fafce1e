import { describe, expect, test } from 'vitest'
import { RingSource } from '../../../../../electron/voice/capture/ring-source.ts'
import { WRAP_POINTS } from '../../../../support/wrap-points.ts'
import { callbackWrites, fakeRing } from '../../../../support/fake-audio.ts'

function sourceOf(channels: number, at: number) {
  const ring = fakeRing(64, channels)
  ring.indices[0] = at
  ring.indices[16] = at
  return {
    ring,
    source: new RingSource({
      ring,
      channels,
      sampleRate: 48_000,
      startedNs: () => 5n,
      xruns: () => 3,
      deviceXruns: () => 0,
    }),
  }
}

describe.each(WRAP_POINTS)('a ring at index %i', (at) => {
  test('gives what the callback wrote, in whole frames only', () => {
    const { ring, source } = sourceOf(1, at)
    const frame = new Float32Array(8)
    callbackWrites(ring, 1, [1, 2, 3, 4, 5, 6, 7])
    expect(source.read(frame)).toBe(false)
    callbackWrites(ring, 1, [8, 9])
    expect([source.available(), source.read(frame), source.available()]).toEqual([9, true, 1])
    expect([...frame]).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  test('averages two channels', () => {
    const { ring, source } = sourceOf(2, at)
    const frame = new Float32Array(2)
    callbackWrites(ring, 2, [1, 3, -1, 1])
    expect(source.read(frame)).toBe(true)
    expect([...frame]).toEqual([2, 0])
  })
})

test('tells the stream’s start and losses', () => {
  const { source } = sourceOf(1, 0)
  expect([source.startedNs(), source.stats().overruns, source.ended(), source.dueMs()]).toEqual([
    5n,
    3,
    false,
    Infinity,
  ])
})

test('a microphone at 44.1 kHz is heard at 48 kHz, in whole frames, its delay told', () => {
  const ring = fakeRing(4_096, 2)
  const stream = {
    ring,
    channels: 2,
    sampleRate: 44_100,
    startedNs: () => 5n,
    xruns: () => 0,
    deviceXruns: () => 0,
  }
  const source = new RingSource(stream)
  const frame = new Float32Array(480)
  const heard: number[] = []
  for (let callback = 0; callback < 40; callback += 1) {
    const sine = (at: number): number => Math.sin((2 * Math.PI * 1_000 * at) / 44_100)
    // Twice the sine in one channel and nothing in the other.
    const samples = Array.from({ length: 441 }, (_, index) => [2 * sine(441 * callback + index), 0])
    callbackWrites(ring, 2, samples.flat())
    while (source.available() >= frame.length) {
      expect(source.read(frame)).toBe(true)
      heard.push(...frame)
    }
  }
  expect(source.read(frame)).toBe(false)
  expect(heard).toHaveLength(39 * 480)
  const expected = heard.map((_, index) => Math.sin((2 * Math.PI * 1_000 * index) / 48_000))
  const wrong = heard.map((value, index) => Math.abs(value - (expected[index] ?? 9)))
  expect(Math.max(...wrong.slice(480))).toBeLessThan(1e-4)
  // 32 samples, and at most two between them.
  expect(source.stats().delayMs).toBeGreaterThan(31 / 44.1)
  expect(source.stats().delayMs).toBeLessThan(34 / 44.1)
})
