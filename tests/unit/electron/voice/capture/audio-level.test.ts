import { expect, test } from 'vitest'
import { levelByteOf, levelOf } from '../../../../../electron/voice/capture/audio-level.ts'

test('full-scale square is 0 dBov, a sine -3, silence -127', () => {
  expect(levelOf(new Float32Array(480).fill(-1))).toBeCloseTo(0)
  expect(levelOf(Float32Array.from({ length: 480 }, (_, i) => Math.sin((2 * Math.PI * i) / 48)))).toBeCloseTo(
    -3.01,
    2,
  )
  expect(levelOf(new Float32Array(480))).toBe(-127)
  expect(levelOf(new Float32Array(0))).toBe(-127)
})

test('what is too loud or no number is full scale, never NaN', () => {
  expect(levelOf(Float32Array.of(Number.NaN))).toBe(0)
  expect(levelOf(Float32Array.of(Infinity, 1))).toBe(0)
  expect(levelOf(Float32Array.of(8, 8))).toBe(0)
})

test.each([
  [0, 0],
  [-0.4, 0],
  [-20.6, 21],
  [-127, 127],
  [-200, 127],
  [3, 0],
])('%d dBov is the byte %i of RFC 6464', (level, byte) => {
  expect(levelByteOf(level)).toBe(byte)
})
