import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Quantile } from '../../../../../electron/voice/router/quantile.ts'

const word = fc.integer({ min: 0, max: 65_535 })

describe('quantile', () => {
  it('lies within a ninth of the exact one, and is a value that was given', () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 300 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (all, share) => {
          const quantile = new Quantile()
          for (const value of all) quantile.add(value)
          const sorted = all.toSorted((a, b) => a - b)
          const exact = sorted[Math.ceil(share * all.length) - 1] ?? NaN
          const answer = quantile.at(share)
          expect(all).toContain(answer)
          expect(answer).toBeGreaterThanOrEqual(exact)
          expect(answer).toBeLessThanOrEqual(exact + (exact + 1) / 8)
        },
      ),
    )
  })

  it('gives a single value back, knows nothing of nothing, and forgets', () => {
    const quantile = new Quantile()
    expect([quantile.total, quantile.at(0.9)]).toEqual([0, 0])
    for (const value of [0, 1, 9, 1_234, 65_535]) {
      quantile.add(value)
      expect([quantile.total, quantile.at(0.9)]).toEqual([1, value])
      quantile.clear()
      expect([quantile.total, quantile.at(0.9)]).toEqual([0, 0])
    }
  })

  it('counts to 65535 and no further', () => {
    const quantile = new Quantile()
    for (let count = 0; count < 65_600; count += 1) quantile.add(3)
    expect([quantile.total, quantile.at(1)]).toEqual([65_535, 3])
  })
})
