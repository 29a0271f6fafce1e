import { describe, expect, it } from 'vitest'
import { LoudnessMeter } from '../../../../../electron/voice/mix/loudness.ts'
import { gainOf, SAMPLE_RATE } from '../../../../../electron/voice/units.ts'

function sine(hz: number, db: number, seconds: number): Float32Array {
  const peak = gainOf(db)
  return Float32Array.from(
    { length: Math.round(seconds * SAMPLE_RATE) },
    (_, index) => peak * Math.sin((2 * Math.PI * hz * index) / SAMPLE_RATE),
  )
}

function measured(signal: Float32Array, loudspeakers: 1 | 2, frame = 480): LoudnessMeter {
  const meter = new LoudnessMeter(loudspeakers)
  for (let from = 0; from < signal.length; from += frame) meter.observe(signal.subarray(from, from + frame))
  return meter
}

describe('the loudness meter', () => {
  it.each([
    // EBU Tech 3341, cases 1 and 2: 1 kHz in both channels.
    [-23, 2, -23],
    [-33, 2, -33],
    [-23, 1, -26.01],
  ] as const)('shows a 1 kHz sine of %i dBFS from %i loudspeakers as %f LUFS', (db, loudspeakers, lufs) => {
    const meter = measured(sine(1_000, db, 4), loudspeakers)
    expect(Math.abs(meter.shortTerm() - lufs)).toBeLessThan(0.1)
    expect(Math.abs(meter.momentary() - lufs)).toBeLessThan(0.1)
  })

  it.each([
    // The K curve against 1 kHz.
    [38, -6.7],
    [100, -1.8],
    [10_000, 3.3],
  ])('weighs %i Hz by %f dB', (hz, db) => {
    const weight = measured(sine(hz, -23, 4), 2).shortTerm() - measured(sine(1_000, -23, 4), 2).shortTerm()
    expect(Math.abs(weight - db)).toBeLessThan(0.6)
  })

  it('gives the same for every frame length', () => {
    const signal = sine(997, -20, 3.2)
    const [one, ...others] = [120, 480, 961, 2_880].map((frame) => measured(signal, 2, frame).shortTerm())
    for (const other of others) expect(other).toBeCloseTo(one ?? 0, 6)
  })

  it('forgets after 400 ms and 3 s', () => {
    const meter = measured(sine(1_000, -10, 3), 2)
    for (let frame = 0; frame < 50; frame += 1) meter.observe(new Float32Array(480))
    expect(meter.momentary()).toBe(-70)
    expect(meter.shortTerm()).toBeGreaterThan(-12)
  })

  it('shows silence, and no number at all, as the least there is, and goes on after', () => {
    const meter = measured(new Float32Array(SAMPLE_RATE), 2)
    expect(meter.shortTerm()).toBe(-70)
    meter.observe(new Float32Array(4_800).fill(NaN))
    expect(meter.momentary()).toBe(-70)
    const tone = sine(1_000, -23, 3)
    for (let from = 0; from < tone.length; from += 480) meter.observe(tone.subarray(from, from + 480))
    expect(Math.abs(meter.shortTerm() + 23)).toBeLessThan(0.1)
  })
})
