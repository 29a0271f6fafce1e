import { describe, expect, test } from 'vitest'
import { resample, Resampler, resamplerKernel } from '../../../../electron/base/resampler.ts'

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

/** Everything in whole periods of a sine but the sine, relative to it, dB. */
function distortionDb(signal: Float32Array, hz: number, rate: number): number {
  let [cosine, sin] = [0, 0]
  const at = (i: number): number => (2 * Math.PI * hz * i) / rate
  signal.forEach((value, i) => {
    cosine += (2 / signal.length) * value * Math.cos(at(i))
    sin += (2 / signal.length) * value * Math.sin(at(i))
  })
  const rest = signal.map((value, i) => value - cosine * Math.cos(at(i)) - sin * Math.sin(at(i)))
  const power = rest.reduce((sum, value) => sum + value * value, 0) / signal.length
  return 10 * Math.log10(power / ((cosine ** 2 + sin ** 2) / 2))
}

/** What a stream gives that gets its input in blocks of these lengths, over and over. */
function streamed(
  input: Float32Array,
  fromHz: number,
  toHz: number,
  blocks: readonly number[],
): Float32Array {
  const resampler = new Resampler(resamplerKernel(fromHz, toHz))
  const output: number[] = []
  let taken = 0
  for (let turn = 0; taken < input.length; turn += 1) {
    const length = Math.min(blocks[turn % blocks.length] ?? 1, input.length - taken)
    const from = output.length
    const expected = resampler.yields(length)
    expect(resampler.needs(expected)).toBeLessThanOrEqual(length)
    expect(resampler.needs(expected + 1)).toBeGreaterThan(length)
    for (const end = taken + length; taken < end || !resampler.wants;) {
      if (resampler.wants) resampler.push(input[taken++] ?? 0)
      else output.push(resampler.next())
    }
    expect(output.length - from).toBe(expected)
  }
  return Float32Array.from(output)
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

describe.each([
  [44_100, 48_000],
  [48_000, 44_100],
  [48_000, 16_000],
  [96_000, 48_000],
])('a stream from %i to %i Hz', (from, to) => {
  test.each([1_000, 10_000].filter((hz) => hz < (to / 2) * 0.9))(
    'a sine of %i Hz has distortion and noise below -80 dB and keeps its level',
    (hz) => {
      const out = streamed(sine(hz, from, 0.4), from, to, [480, 1, 7, 1_000])
      // A hundredth of a second for the filter to fill, then whole periods.
      const settled = out.subarray(to / 100, (31 * to) / 100)
      expect(distortionDb(settled, hz, to)).toBeLessThan(-80)
      expect(worst(out, sine(hz, to, out.length / to))).toBeLessThan(1e-3)
    },
  )

  test('where blocks end makes no difference', () => {
    const input = sine(1_000, from, 0.05)
    const whole = streamed(input, from, to, [input.length])
    expect(streamed(input, from, to, [1])).toEqual(whole)
    expect(streamed(input, from, to, [441, 3, 120])).toEqual(whole)
  })

  test('holds back what its delay says', () => {
    const resampler = new Resampler(resamplerKernel(from, to))
    let given = 0
    for (let taken = 1; taken <= 3_000; taken += 1) {
      resampler.push(1)
      for (; !resampler.wants; given += 1) resampler.next()
      expect(resampler.held).toBeCloseTo(taken - (given * from) / to, 6)
    }
    const { half } = resamplerKernel(from, to)
    expect(Math.abs(resampler.held - half)).toBeLessThanOrEqual(from / to + 1)
  })
})
