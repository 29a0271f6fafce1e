import { expect, test } from 'vitest'
import { PreRoll } from '../../../../../electron/voice/capture/pre-roll.ts'

test.each([
  [120, 24],
  [240, 12],
  [480, 6],
  [960, 3],
  [1_920, 2],
  [2_880, 1],
])('of frames of %i samples it keeps %i', (samples, count) => {
  const roll = new PreRoll(samples)
  const frame = new Float32Array(samples)
  for (let number = 1; number <= count + 5; number += 1) roll.keep(frame.fill(number), -number)
  expect(roll.count).toBe(count)
  expect(roll.frame(0)[0]).toBe(count + 5)
  expect(roll.frame(count - 1)[samples - 1]).toBe(6)
  expect(roll.levelDb(count - 1)).toBe(-6)
  expect(() => roll.frame(count)).toThrow(RangeError)
})

test('is empty after clear', () => {
  const roll = new PreRoll(480)
  roll.keep(new Float32Array(480), -10)
  roll.clear()
  expect(roll.count).toBe(0)
  expect(() => roll.frame(0)).toThrow(RangeError)
})
