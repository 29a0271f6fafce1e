import { expect, test } from 'vitest'
import { Pacer } from '../../../../electron/base/pacer.ts'
import { FakeClock } from '../../../support/fake-clock.ts'

test('counts the samples whose time is over, from the start on', () => {
  const clock = new FakeClock(1_000)
  const pacer = new Pacer(clock, 48_000)
  expect([pacer.passed(), pacer.whenMs(0), pacer.startedNs]).toEqual([-1, Infinity, undefined])
  pacer.start()
  clock.advance(10)
  pacer.start()
  expect([pacer.passed(), pacer.whenMs(960), pacer.startedNs]).toEqual([480, 1_020, 1_000_000_000n])
})

test('does not drift over a day', () => {
  const clock = new FakeClock()
  const pacer = new Pacer(clock, 48_000)
  pacer.start()
  clock.advance(86_400_000)
  expect(pacer.passed()).toBe(86_400 * 48_000)
})
