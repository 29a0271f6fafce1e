import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MIX_CONFIG } from '../../../../../electron/voice/mix/config.ts'
import { Limiter } from '../../../../../electron/voice/mix/limiter.ts'
import { gainOf } from '../../../../../electron/voice/units.ts'

const CEILING = Math.fround(gainOf(MIX_CONFIG.ceilingDb))
const DELAY = MIX_CONFIG.lookaheadSamples

function limited(signal: Float32Array, frame = 480, channels: 1 | 2 = 1): Float32Array {
  const limiter = new Limiter(channels)
  const out = signal.slice()
  for (let from = 0; from < out.length; from += frame) limiter.process(out.subarray(from, from + frame))
  return out
}

function peakOf(signal: Float32Array): number {
  return signal.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)
}

const sine = (peak: number, length: number): Float32Array =>
  Float32Array.from({ length }, (_, index) => peak * Math.sin(index / 8))

describe('the limiter', () => {
  it('only delays what fits, bit for bit', () => {
    const signal = sine(0.8, 4_800)
    expect(limited(signal).subarray(DELAY)).toEqual(signal.subarray(0, 4_800 - DELAY))
  })

  it('lets no shock through: from silence to 20 dB above full scale', () => {
    const signal = new Float32Array(9_600)
    signal.set(sine(10, 4_800), 4_800)
    const out = limited(signal)
    expect(peakOf(out)).toBeLessThanOrEqual(CEILING)
    expect(peakOf(out.subarray(4_800 + DELAY))).toBeGreaterThan(0.8)
  })

  it('does not cut: a loud sine stays a sine', () => {
    const out = limited(sine(4, 48_000)).subarray(24_000)
    const clean = sine(4, 48_000).subarray(24_000 - DELAY, 48_000 - DELAY)
    const gain = peakOf(out) / peakOf(clean)
    const error = out.reduce(
      (most, sample, index) => Math.max(most, Math.abs(sample - gain * (clean[index] ?? 0))),
      0,
    )
    expect(error).toBeLessThan(0.01)
  })

  it('falls without a step and is back at full gain within two seconds', () => {
    const limiter = new Limiter()
    let last = 1
    let steepest = 0
    for (let index = 0; index < 480; index += 1) {
      limiter.process(Float32Array.of(index < 200 ? 0.1 : 5))
      steepest = Math.max(steepest, last - limiter.gain)
      last = limiter.gain
    }
    expect(steepest).toBeLessThan(1.5 / DELAY)
    limiter.process(new Float32Array(96_000))
    expect(limiter.gain).toBe(1)
    const signal = sine(0.5, 480)
    const out = signal.slice()
    limiter.process(out)
    expect(out.subarray(DELAY)).toEqual(signal.subarray(0, 480 - DELAY))
  })

  it('gives both channels the same gain', () => {
    const signal = new Float32Array(960).fill(0.1)
    for (let index = 480; index < 960; index += 2) signal[index] = 8
    const out = limited(signal, 480, 2)
    expect(peakOf(out)).toBeLessThanOrEqual(CEILING)
    expect(out[901]).toBeCloseTo((out[900] ?? 0) / 80, 6)
  })

  it('stays finite and below the ceiling whatever comes, and works on after', () => {
    const sample = fc.oneof(
      fc.float({ noNaN: false }),
      fc.constantFrom(NaN, Infinity, -Infinity, 1e-45, -1e-40, 3.4e38, 1, -1, 0),
    )
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 1, maxLength: 600 }),
        fc.constantFrom(1, 2),
        (samples, channels) => {
          const out = limited(Float32Array.from([...samples, ...new Float32Array(2 * DELAY)]), 120, channels)
          for (const one of out) expect(Math.abs(one) <= CEILING).toBe(true)
        },
      ),
    )
  })
})
