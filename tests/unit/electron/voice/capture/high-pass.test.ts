import { expect, test } from 'vitest'
import { HighPass } from '../../../../../electron/voice/capture/high-pass.ts'
import { levelDb } from '../../../../support/audio-measure.ts'

/** Gain at a frequency once the filter has settled, dB. */
function gainDb(hz: number): number {
  const filter = new HighPass()
  const tone = Float32Array.from({ length: 48_000 }, (_, index) =>
    Math.sin((2 * Math.PI * hz * index) / 48_000),
  )
  const out = tone.slice()
  for (let start = 0; start < out.length; start += 480) filter.process(out.subarray(start, start + 480))
  return levelDb(out.subarray(24_000)) - levelDb(tone.subarray(24_000))
}

test.each([
  [20, -24.1],
  [40, -12.3],
  [80, -3],
  [160, -0.3],
  [1_000, 0],
  [15_000, 0],
])('a tone of %i Hz comes out at %f dB', (hz, expected) => {
  expect(gainDb(hz)).toBeCloseTo(expected, 0)
  expect(Math.abs(gainDb(hz) - expected)).toBeLessThan(0.2)
})

test('a constant offset goes away, and silence becomes exact silence', () => {
  const filter = new HighPass()
  const frame = new Float32Array(48_000).fill(0.5)
  filter.process(frame)
  expect(Math.abs(frame.at(-1) ?? 1)).toBeLessThan(1e-6)
  for (let turn = 0; turn < 10; turn += 1) filter.process(frame.fill(0))
  expect(frame.every((sample) => sample === 0)).toBe(true)
})
