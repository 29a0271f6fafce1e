import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Limiter } from '../../../../../electron/voice/mix/limiter.ts'
import { gainOf } from '../../../../../electron/voice/units.ts'

const CEILING = Math.fround(gainOf(-1))
const peakOf = (frame: Float32Array) => frame.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)

describe('the limiter', () => {
  test('leaves a frame that fits untouched, bit for bit', () => {
    const frame = Float32Array.from({ length: 480 }, (_, i) => 0.89 * Math.sin(i / 7))
    const before = frame.slice()
    new Limiter().process(frame)
    expect(frame).toEqual(before)
  })

  test('whatever comes in, what goes out is finite and at most -1 dBFS', () => {
    const sample = fc.oneof(
      fc.float(),
      fc.float({ min: -64, max: 64 }),
      fc.constantFrom(Number.NaN, Infinity, -Infinity, 1e-40, -1e-45, 3.4e38),
    )
    fc.assert(
      fc.property(
        fc.array(fc.array(sample, { minLength: 1, maxLength: 200 }), { maxLength: 6 }),
        (frames) => {
          const limiter = new Limiter()
          for (const samples of frames) {
            const frame = Float32Array.from(samples)
            limiter.process(frame)
            expect(frame.every(Number.isFinite)).toBe(true)
            expect(peakOf(frame)).toBeLessThanOrEqual(CEILING)
          }
        },
      ),
    )
  })

  test('comes back to full gain after a peak, slowly', () => {
    const limiter = new Limiter()
    limiter.process(new Float32Array(480).fill(4))
    expect(limiter.gain).toBeLessThan(0.25)
    const quiet = () => new Float32Array(480).fill(0.1)
    limiter.process(quiet())
    expect(limiter.gain).toBeLessThan(0.5)
    for (let frame = 0; frame < 300; frame += 1) limiter.process(quiet())
    expect(limiter.gain).toBe(1)
  })

  test('keeps the shape of a loud tone: it scales and does not clip', () => {
    const limiter = new Limiter()
    const tone = () => Float32Array.from({ length: 480 }, (_, i) => 3 * Math.sin((2 * Math.PI * i) / 48))
    limiter.process(tone())
    const frame = tone()
    limiter.process(frame)
    const expected = tone().map((sample) => (sample / 3) * CEILING)
    frame.forEach((sample, i) => {
      expect(sample).toBeCloseTo(expected[i] ?? 9, 2)
    })
  })
})
