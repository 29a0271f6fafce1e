import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SlidingMinimum } from '../../../../../electron/voice/mix/sliding-minimum.ts'

describe('the sliding minimum', () => {
  it('is the least of the last values', () => {
    // Which of two zeros is the least nobody asks.
    const value = fc.double({ noNaN: true, min: -10, max: 10 }).map((number) => number + 0)
    const values = fc.array(value, { maxLength: 200 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), values, (window, series) => {
        const minimum = new SlidingMinimum(window)
        for (const [index, value] of series.entries()) {
          const expected = Math.min(...series.slice(Math.max(0, index - window + 1), index + 1))
          expect(minimum.next(value)).toBe(expected)
        }
      }),
    )
  })
})
