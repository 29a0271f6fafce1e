import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SeriesRing } from '../../../../renderer/stores/series-ring.ts'

const ALL = { fromMs: -Infinity, toMs: Infinity }
const everything = (ring: SeriesRing) => {
  const range = ring.between(ALL.fromMs, ALL.toMs)
  return { times: ring.times(range), values: ring.column(0, range) }
}

describe('a ring of figures', () => {
  it('keeps the newest points, in order, in memory of one size', () => {
    const points = fc.array(fc.option(fc.integer({ min: -1_000, max: 1_000 })), { maxLength: 60 })
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 20 }), (figures, capacity) => {
        const ring = new SeriesRing(2, capacity)
        const { bytes } = ring
        for (const [at, figure] of figures.entries()) {
          ring.begin(at)
          ring.put(0, figure)
        }
        const kept = figures.slice(-capacity)
        const first = figures.length - kept.length
        expect(everything(ring)).toEqual({ times: kept.map((_, at) => first + at), values: kept })
        expect(ring.bytes).toBe(bytes)
      }),
    )
  })

  it('answers any stretch of time', () => {
    fc.assert(
      fc.property(fc.integer({ min: -3, max: 25 }), fc.integer({ min: -3, max: 25 }), (from, to) => {
        const ring = new SeriesRing(1, 8)
        for (let at = 0; at < 20; at += 1) ring.begin(at)
        const wanted = Array.from({ length: 8 }, (_, at) => at + 12).filter((at) => at >= from && at <= to)
        expect(ring.times(ring.between(from, to))).toEqual(wanted)
      }),
    )
  })

  it('refuses points that are not later, forgets columns, and everything', () => {
    const ring = new SeriesRing(2, 4)
    ring.put(0, 7)
    expect(everything(ring)).toEqual({ times: [], values: [] })
    expect([ring.begin(10), ring.begin(10), ring.begin(9), ring.begin(NaN)]).toEqual([
      true,
      false,
      false,
      false,
    ])
    ring.put(0, 1)
    ring.put(1, 2)
    ring.put(2, 3)
    expect(ring.newestMs).toBe(10)
    ring.erase(0)
    const range = ring.between(0, 99)
    expect([ring.column(0, range), ring.column(1, range)]).toEqual([[null], [2]])
    ring.clear()
    expect([ring.length, ring.newestMs, ring.begin(1)]).toEqual([0, -Infinity, true])
  })
})
