import { describe, expect, it } from 'vitest'
import {
  counterIndex,
  DROP_REASONS,
  dropIndex,
  FORWARD_BOUNDS_US,
  FORWARD_INDEX,
  MEDIA_COUNTER_LENGTH,
  MEDIA_COUNTERS,
} from '../../../../../electron/contract/media.ts'
import { MediaCounters } from '../../../../../electron/voice/router/media-counters.ts'

describe('media counters', () => {
  it('has a place of its own for each counter and each reason', () => {
    const values = new Float64Array(MEDIA_COUNTER_LENGTH)
    const counters = new MediaCounters(values)
    for (const [index, name] of MEDIA_COUNTERS.entries()) counters.add(name, index + 1)
    for (const reason of DROP_REASONS) counters.drop(reason)
    expect(MEDIA_COUNTERS.map((name) => values[counterIndex(name)])).toEqual(
      MEDIA_COUNTERS.map((_, index) => index + 1),
    )
    expect(DROP_REASONS.map((reason) => values[dropIndex(reason)])).toEqual(DROP_REASONS.map(() => 1))
  })

  it('counts datagrams by what they waited at most', () => {
    const values = new Float64Array(MEDIA_COUNTER_LENGTH)
    const counters = new MediaCounters(values)
    for (const tookMs of [0, 0.05, 0.051, 50, 51]) counters.forwarded(2, tookMs)
    const through = values.slice(FORWARD_INDEX)
    expect([through[0], through[1], through.at(-2), through.at(-1)]).toEqual([4, 2, 2, 2])
    expect(through.length).toBe(FORWARD_BOUNDS_US.length + 1)
    expect(values.slice(0, FORWARD_INDEX).every((value) => value === 0)).toBe(true)
  })

  it('refuses memory of another size', () => {
    expect(() => new MediaCounters(new Float64Array(3))).toThrow(RangeError)
  })
})
