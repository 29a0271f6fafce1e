import { expect, test } from 'vitest'
import {
  ClipGenerator,
  SilenceGenerator,
  ToneGenerator,
} from '../../../../../electron/voice/capture/generators.ts'

function frameAt(
  generator: { fill(frame: Float32Array, position: number): void },
  position: number,
  length = 4,
) {
  const frame = new Float32Array(length).fill(9)
  generator.fill(frame, position)
  return [...frame]
}

test('a tone goes on without a seam from frame to frame, also after hours', () => {
  const tone = new ToneGenerator(440.5)
  const position = 48_000 * 3_600 * 5 + 7
  const whole = frameAt(tone, position, 960)
  expect([...frameAt(tone, position, 480), ...frameAt(tone, position + 480, 480)]).toEqual(whole)
  expect(Math.max(...whole)).toBeCloseTo(0.25, 3)
})

test('silence is silence', () => {
  expect(frameAt(new SilenceGenerator(), 5)).toEqual([0, 0, 0, 0])
})

test('a clip ends in silence, or begins again', () => {
  const samples = Float32Array.of(1, 2, 3)
  expect(frameAt(new ClipGenerator(samples, false), 1)).toEqual([2, 3, 0, 0])
  expect(frameAt(new ClipGenerator(samples, true), 1, 6)).toEqual([2, 3, 1, 2, 3, 1])
  expect(new ClipGenerator(samples, false).length).toBe(3)
  expect(new ClipGenerator(new Float32Array(0), true).length).toBe(0)
})
