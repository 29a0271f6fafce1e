import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Histogram } from '../../../../../electron/cli/load/histogram.ts'
import { dueIn } from '../../../../../electron/cli/load/load-run.ts'

describe('delays', () => {
  it('answer with the sorted value at the share, to a tenth of a millisecond', () => {
    const delays = fc.array(fc.double({ min: 0, max: 1_900, noNaN: true }), { minLength: 1 })
    const share = fc.double({ min: 0.01, max: 1, noNaN: true })
    fc.assert(
      fc.property(delays, share, (values, at) => {
        const histogram = new Histogram()
        for (const value of values) histogram.add(value)
        const exact = values.toSorted((one, other) => one - other)[Math.ceil(at * values.length) - 1] ?? NaN
        const told = histogram.at(at) ?? NaN
        expect(told).toBeGreaterThanOrEqual(exact)
        expect(told).toBeLessThanOrEqual(exact + 0.2)
      }),
    )
  })

  it('know nothing of none, and keep what is longer than they reach', () => {
    const histogram = new Histogram()
    expect(histogram.at(0.5)).toBeNull()
    histogram.add(60_000)
    expect([histogram.at(0.5), histogram.total]).toEqual([2_000, 1])
  })
})

describe('moments that are due', () => {
  it('are each counted once, however the time is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 70 })),
        fc.integer({ min: 0, max: 19 }),
        (steps, phase) => {
          let [at, counted] = [0, 0]
          for (const step of steps) {
            counted += dueIn(at, at + step, 20, phase)
            at += step
          }
          expect(counted).toBe(dueIn(0, at, 20, phase))
        },
      ),
    )
  })
})
