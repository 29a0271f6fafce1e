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
