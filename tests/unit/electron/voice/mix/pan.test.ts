import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leftGainOf, rightGainOf } from '../../../../../electron/voice/mix/pan.ts'

describe('the place of a voice', () => {
  it('has the same power everywhere', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (pan) => {
        expect(leftGainOf(pan) ** 2 + rightGainOf(pan) ** 2).toBeCloseTo(2, 9)
      }),
    )
  })

  it.each([
    [0, 1, 1],
    [-1, Math.SQRT2, 0],
    [1, 0, Math.SQRT2],
    [-7, Math.SQRT2, 0],
    [Infinity, 0, Math.SQRT2],
    [NaN, 1, 1],
  ])('at %f is %f on the left and %f on the right', (pan, left, right) => {
    expect(leftGainOf(pan)).toBeCloseTo(left, 9)
    expect(rightGainOf(pan)).toBeCloseTo(right, 9)
  })
})
