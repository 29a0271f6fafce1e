import { describe, expect, it } from 'vitest'
import {
  counterIndex,
  DROP_REASONS,
  dropIndex,
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

  it('refuses memory of another size', () => {
    expect(() => new MediaCounters(new Float64Array(3))).toThrow(RangeError)
  })
})
