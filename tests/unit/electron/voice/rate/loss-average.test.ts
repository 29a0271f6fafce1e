import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RATE_CONFIG } from '../../../../../electron/voice/rate/config.ts'
import { LossAverage } from '../../../../../electron/voice/rate/loss-average.ts'

test('rises at once and falls slowly', () => {
  const average = new LossAverage()
  expect([average.share, average.isKnown]).toEqual([0, false])
  average.observe(0.2, 0)
  expect([average.share, average.isKnown]).toEqual([0.1, true])
  average.observe(0, 1_000)
  expect(average.share).toBeCloseTo(0.075)
})

test.each([
  { shares: [0.019], redundancy: 0 },
  { shares: [0.02], redundancy: 1 },
  { shares: [0.02, 0.011], redundancy: 1 },
  { shares: [0.02, 0.009], redundancy: 0 },
  { shares: [0.08], redundancy: 2 },
  { shares: [0.08, 0.051], redundancy: 2 },
  { shares: [0.08, 0.049], redundancy: 1 },
  { shares: [0.08, 0.005], redundancy: 0 },
])('steady at $shares it wants $redundancy copies', ({ shares, redundancy }) => {
  const average = new LossAverage()
  let nowMs = 0
  for (const share of shares) {
    for (let report = 0; report < 60; report += 1) average.observe(share + 1e-9, (nowMs += 1_000))
  }
  expect(average.redundancy).toBe(redundancy)
})

test('lowers one copy at a time, no sooner than configured', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(2_000))), (reports) => {
      const average = new LossAverage()
      let nowMs = 0
      let changedMs = -Infinity
      let before = average.redundancy
      for (const [loss, afterMs] of reports) {
        nowMs += afterMs
        average.observe(loss, nowMs)
        if (average.redundancy < before) {
          expect(before - average.redundancy).toBe(1)
          expect(nowMs - changedMs).toBeGreaterThanOrEqual(RATE_CONFIG.redundancyHoldMs)
        }
        if (average.redundancy !== before) changedMs = nowMs
        before = average.redundancy
      }
    }),
  )
})
