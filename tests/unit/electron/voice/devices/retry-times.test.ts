import { expect, test } from 'vitest'
import { RetryTimes } from '../../../../../electron/voice/devices/retry-times.ts'

test('a device that failed is tried at once, then after ever longer pauses, until it works', () => {
  const retry = new RetryTimes()
  expect(retry.mayTry('a', 0)).toBe(true)
  const pauses: number[] = []
  for (let count = 0; count < 8; count += 1) {
    retry.failed('a', 1_000)
    let pause = 0
    while (!retry.mayTry('a', 1_000 + pause)) pause += 500
    pauses.push(pause)
  }
  expect(pauses).toEqual([0, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
  expect(retry.mayTry('b', 1_000)).toBe(true)
  retry.forget('a')
  retry.failed('a', 1_000)
  expect(retry.mayTry('a', 1_000)).toBe(true)
})

test('each failure doubles the time for the first callback, up to a bound', () => {
  const retry = new RetryTimes()
  const times = Array.from({ length: 6 }, () => {
    const time = retry.firstCallbackMs('a')
    retry.failed('a', 0)
    return time
  })
  expect(times).toEqual([600, 1_200, 2_400, 4_800, 4_800, 4_800])
  expect(retry.firstCallbackMs('b')).toBe(600)
  retry.forget('a')
  expect(retry.firstCallbackMs('a')).toBe(600)
})
