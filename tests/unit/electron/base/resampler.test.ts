import { expect, test } from 'vitest'
import { resample } from '../../../../../electron/voice/capture/resample.ts'

function sine(hz: number, rate: number, seconds: number): Float32Array {
  return Float32Array.from({ length: Math.round(rate * seconds) }, (_, i) =>
    Math.sin((2 * Math.PI * hz * i) / rate),
  )
}

/** Largest difference in the middle, where the edges of the signal are not felt. */
function worst(a: Float32Array, b: Float32Array): number {
  let most = 0
  const edge = Math.floor(a.length / 4)
  for (let i = edge; i < a.length - edge; i += 1) most = Math.max(most, Math.abs((a[i] ?? 9) - (b[i] ?? 9)))
  return most
}

test.each([8_000, 16_000, 22_050, 44_100, 96_000])('a tone at %i Hz is the same tone at 48 kHz', (rate) => {
  const out = resample(sine(1_000, rate, 0.2), rate, 48_000)
  expect(out.length).toBe(9_600)
  expect(worst(out, sine(1_000, 48_000, 0.2))).toBeLessThan(1e-3)
})

test('what the lower rate cannot hold is gone', () => {
  const out = resample(sine(9_000, 48_000, 0.2), 48_000, 16_000)
  expect(worst(out, new Float32Array(out.length))).toBeLessThan(1e-3)
})

test('the same rate costs nothing', () => {
  const samples = sine(100, 48_000, 0.01)
  expect(resample(samples, 48_000, 48_000)).toBe(samples)
})

test('nothing stays nothing', () => {
  expect(resample(new Float32Array(0), 44_100, 48_000).length).toBe(0)
})
