import { describe, expect, test } from 'vitest'
import { RingSink } from '../../../../../electron/voice/playback/ring-sink.ts'
import { callbackReads, fakeRing } from '../../../../support/fake-audio.ts'
import { WRAP_POINTS } from '../../../../support/wrap-points.ts'

function sinkOf(channels: number, at: number) {
  const ring = fakeRing(64, channels)
  ring.indices[0] = at
  ring.indices[16] = at
  return {
    ring,
    sink: new RingSink({
      ring,
      channels,
      sampleRate: 48_000,
      fill: 8,
      startedNs: () => 7n,
      xruns: () => 2,
      deviceXruns: () => 4,
    }),
  }
}

describe.each(WRAP_POINTS)('a ring at index %i', (at) => {
  test('plays left and right where there are both', () => {
    const { ring, sink } = sinkOf(2, at)
    expect(sink.write(Float32Array.of(1, -1, 2, -2))).toBe(true)
    expect(sink.queued()).toBe(2)
    expect(callbackReads(ring, 2, 2)).toEqual([1, -1, 2, -2])
    expect(sink.queued()).toBe(0)
  })

  test('plays their mean where there is one loudspeaker', () => {
    const { ring, sink } = sinkOf(1, at)
    expect(sink.write(Float32Array.of(1, 0, 0.5, 0.5))).toBe(true)
    expect(callbackReads(ring, 1, 2)).toEqual([0.5, 0.5])
  })

  test('wants blocks below its fill, and takes none beyond fill and two blocks', () => {
    const { sink } = sinkOf(1, at)
    const block = new Float32Array(2 * 4)
    const taken = Array.from({ length: 6 }, () => [sink.wants(), sink.write(block)])
    expect(taken.map(([wants]) => wants)).toEqual([true, true, false, false, false, false])
    expect(taken.map(([, took]) => took)).toEqual([true, true, true, true, false, false])
    expect(sink.queued()).toBe(16)
  })
})

test('tells the stream’s start and losses', () => {
  const { sink } = sinkOf(1, 0)
  expect([sink.startedNs(), sink.dueMs()]).toEqual([7n, Infinity])
  expect(sink.stats()).toEqual({ underruns: 2, deviceUnderruns: 4 })
})

test('keeps more ready after an underrun', () => {
  const ring = fakeRing(1_024, 1)
  let xruns = 0
  const sink = new RingSink({
    ring,
    channels: 1,
    sampleRate: 48_000,
    fill: 8,
    startedNs: () => 0n,
    xruns: () => xruns,
    deviceXruns: () => 0,
  })
  // Four samples of two channels.
  const block = new Float32Array(8)
  const written = (): number => {
    let blocks = 0
    while (sink.wants() && sink.write(block)) blocks += 1
    return blocks
  }
  expect(written()).toBe(2)
  xruns = 1
  // 2.5 ms are 120 samples.
  expect(written()).toBe(30)
})

test.each([1, 2])(
  'for a loudspeaker at 44.1 kHz with %i channels: the same sound, its delay told',
  (channels) => {
    const ring = fakeRing(4_096, channels)
    const stream = {
      ring,
      channels,
      sampleRate: 44_100,
      fill: 480,
      startedNs: () => 7n,
      xruns: () => 0,
      deviceXruns: () => 0,
    }
    const sink = new RingSink(stream)
    const block = new Float32Array(2 * 480)
    const sine = (at: number, rate: number): number => Math.sin((2 * Math.PI * 1_000 * at) / rate)
    const played: number[] = []
    let written = 0
    for (let callback = 0; callback < 40; callback += 1) {
      while (sink.wants()) {
        for (let index = 0; index < 480; index += 1) {
          block[2 * index] = sine(written + index, 48_000)
          block[2 * index + 1] = -0.5 * sine(written + index, 48_000)
        }
        expect(sink.write(block)).toBe(true)
        written += 480
      }
      played.push(...callbackReads(ring, channels, 441))
      // What was written has been played, or waits.
      expect(sink.queued()).toBeCloseTo(written - (480 * played.length) / channels / 441, 6)
    }
    const left = played.filter((_, index) => index % channels === 0)
    const gain = channels === 1 ? 0.25 : 1
    const wrong = left.map((value, index) => Math.abs(value - gain * sine(index, 44_100)))
    expect(Math.max(...wrong.slice(441))).toBeLessThan(1e-4)
    if (channels === 2) {
      const right = played.filter((_, index) => index % 2 === 1)
      expect(Math.max(...right.map((value, index) => Math.abs(value + (left[index] ?? 9) / 2)))).toBeLessThan(
        1e-6,
      )
    }
  },
)
