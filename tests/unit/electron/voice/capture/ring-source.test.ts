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
    source: new RingSource({ ring, channels, startedNs: () => 5n, xruns: () => 3, deviceXruns: () => 0 }),
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
