import { expect, it } from 'vitest'
import { Allowance } from '../../../../../electron/base/discovery/allowance.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'

it('gives so much to each, so much to all, and the same again in the next second', () => {
  const clock = new FakeClock()
  const allowance = new Allowance(clock, { perSource: 3, inAll: 5 })
  const taken = (source: string, isTrusted = false) =>
    Array.from({ length: 10 }, () => allowance.take(source, isTrusted)).filter(Boolean).length
  expect([taken('a'), taken('b'), taken('c')]).toEqual([3, 2, 0])
  expect(taken('friend', true)).toBe(3)
  clock.advance(999)
  expect(taken('c')).toBe(0)
  clock.advance(1)
  expect([taken('c'), taken('friend', true)]).toEqual([3, 3])
})
