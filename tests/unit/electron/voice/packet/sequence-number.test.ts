import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  advance,
  distance,
  isAfter,
  Unwrapper,
} from '../../../../../electron/voice/packet/sequence-number.ts'
import { WRAP_POINTS } from '../../../../support/wrap-points.ts'

describe('sequence number', () => {
  it('orders neighbours round every wrap point', () => {
    for (const start of WRAP_POINTS) {
      for (const step of [1, 2, 1000, 2 ** 31 - 1]) {
        const later = advance(start, step)
        expect(distance(start, later)).toBe(step)
        expect(distance(later, start)).toBe(-step)
        expect([isAfter(later, start), isAfter(start, later)]).toEqual([true, false])
      }
      expect(isAfter(start, start)).toBe(false)
    }
  })

  it('goes back where advanced by a negative number', () => {
    expect(advance(0, -1)).toBe(2 ** 32 - 1)
    expect(advance(2 ** 32 - 1, 1)).toBe(0)
  })

  it('unwraps a disturbed stream from every start into the count it came from', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...WRAP_POINTS),
        fc.array(fc.integer({ min: -5000, max: 2 ** 30 }), { maxLength: 50 }),
        (start, steps) => {
          const unwrapper = new Unwrapper()
          let long = start
          expect(unwrapper.unwrap(start)).toBe(start)
          for (const step of steps) {
            expect(unwrapper.unwrap(advance(start, long + step - start))).toBe(long + step)
            if (step > 0) long += step
          }
        },
      ),
    )
  })

  it('starts anew after a reset', () => {
    const unwrapper = new Unwrapper()
    unwrapper.unwrap(2 ** 32 - 1)
    expect(unwrapper.unwrap(0)).toBe(2 ** 32)
    unwrapper.reset()
    expect(unwrapper.unwrap(0)).toBe(0)
  })
})
