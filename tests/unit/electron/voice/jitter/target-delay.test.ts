import { expect, test } from 'vitest'
import { TargetDelay } from '../../../../../electron/voice/jitter/target-delay.ts'

test('is the fixed delay, and at least one frame', () => {
  const target = new TargetDelay(15)
  expect([2.5, 10, 20, 60].map((ms) => target.ms(ms))).toEqual([15, 15, 20, 60])
})
