import { expect, test } from 'vitest'
import { RecentNumbers } from '../../../../../electron/voice/jitter/recent-numbers.ts'
import { WRAP_POINTS } from '../../../../support/wrap-points.ts'

test.each(WRAP_POINTS)('remembers %i until it is asked for, or overwritten', (number) => {
  const missed = new RecentNumbers(8)
  missed.add(number)
  missed.add(number + 1)
  expect(missed.remove(number >>> 0)).toBe(true)
  expect(missed.remove(number >>> 0)).toBe(false)
  missed.add(number + 9)
  expect(missed.remove((number + 1) >>> 0)).toBe(false)
  expect(missed.remove((number + 9) >>> 0)).toBe(true)
})

test('forgets all at once', () => {
  const missed = new RecentNumbers(8)
  missed.add(3)
  missed.clear()
  expect(missed.remove(3)).toBe(false)
})
