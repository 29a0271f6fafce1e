import { expect, test } from 'vitest'
import { RecentShares } from '../../../../../electron/voice/pipeline/recent-shares.ts'

/** Second by second: 100 packets are due, so many of them are lost and concealed. */
function after(seconds: readonly number[]) {
  const shares = new RecentShares()
  let [received, lost] = [0, 0]
  shares.observe({ received, lost, concealed: 0 }, 0)
  let answer = { lossPercent: NaN, concealedPercent: NaN }
  for (const [second, missing] of seconds.entries()) {
    received += 100 - missing
    lost += missing
    answer = shares.observe({ received, lost, concealed: lost / 2 }, 1_000 * (second + 1))
  }
  return answer
}

const times = (count: number, lost: number) => Array.from({ length: count }, () => lost)

test('are those of the last ten seconds', () => {
  expect(after(times(3, 10))).toEqual({ lossPercent: 10, concealedPercent: 5 })
  expect(after([...times(60, 0), ...times(5, 20)]).lossPercent).toBeCloseTo(10)
  expect(after([...times(5, 20), ...times(30, 0)])).toEqual({ lossPercent: 0, concealedPercent: 0 })
})

test('are 0 while nobody speaks, and where late packets take a loss back', () => {
  const shares = new RecentShares()
  expect(shares.observe({ received: 0, lost: 0, concealed: 0 }, 0).lossPercent).toBe(0)
  shares.observe({ received: 90, lost: 10, concealed: 0 }, 1_000)
  shares.observe({ received: 190, lost: 10, concealed: 0 }, 11_500)
  expect(shares.observe({ received: 290, lost: 5, concealed: 0 }, 12_000).lossPercent).toBe(0)
})
