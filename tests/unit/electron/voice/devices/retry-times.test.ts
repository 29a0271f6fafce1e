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
