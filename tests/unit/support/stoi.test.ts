import { describe, expect, test } from 'vitest'
import { resample } from '../../../electron/base/resampler.ts'
import { withNoise } from '../../support/audio-measure.ts'
import { seededRandom } from '../../support/seeded-random.ts'
import { imitatedSpeech } from '../../support/speech.ts'
import { stoi } from '../../support/stoi.ts'

const RATE = 10_000
const CLEAN = resample(imitatedSpeech(48_000 * 6), 48_000, RATE)

function noise(seed = 1): Float32Array {
  const random = seededRandom(seed)
  return Float32Array.from(CLEAN, () => 2 * random.fraction() - 1)
}

/** Each second frame of 10 ms is silent. */
const chopped = CLEAN.map((sample, index) => (Math.floor(index / 100) % 2 === 0 ? sample : 0))
/** Nothing but what lies below some 500 Hz, by a running mean of 20 samples. */
const muffled = CLEAN.map((_, index) => {
  let sum = 0
  for (let back = 0; back < 20; back += 1) sum += CLEAN[index - back] ?? 0
  return sum / 20
})
const late = CLEAN.map((_, index) => CLEAN[index - 200] ?? 0)

describe('STOI', () => {
  // Computed on the same samples in NumPy after the formulas of the paper as pystoi has them.
  test.each([
    ['noise at 10 dB', withNoise(CLEAN, noise(), 10), 0.94289],
    ['noise at 0 dB', withNoise(CLEAN, noise(), 0), 0.78898],
    ['noise at -10 dB', withNoise(CLEAN, noise(), -10), 0.52452],
    ['each second frame missing', chopped, 0.7769],
    ['muffled', muffled, 0.95061],
    ['20 ms late', late, 0.84372],
  ])('agrees with the reference: %s', (_, heard, expected) => {
    expect(Math.abs(stoi(CLEAN, heard, RATE) - expected)).toBeLessThan(0.001)
  })

  test('is 1 for the same, however loud', () => {
    expect(stoi(CLEAN, CLEAN, RATE)).toBeCloseTo(1, 9)
    expect(
      stoi(
        CLEAN,
        CLEAN.map((sample) => sample / 50),
        RATE,
      ),
    ).toBeCloseTo(1, 4)
  })

  test('falls with every step of noise, and is low for noise alone', () => {
    const steps = [30, 20, 10, 5, 0, -5, -10].map((snrDb) =>
      stoi(CLEAN, withNoise(CLEAN, noise(), snrDb), RATE),
    )
    expect(steps).toEqual(steps.toSorted((a, b) => b - a))
    expect(new Set(steps).size).toBe(steps.length)
    expect(Math.abs(stoi(CLEAN, noise(2), RATE))).toBeLessThan(0.25)
  })

  test('says the same at another sampling rate', () => {
    const clean = imitatedSpeech(48_000 * 3)
    const random = seededRandom(3)
    const heard = withNoise(
      clean,
      clean.map(() => 2 * random.fraction() - 1),
      5,
    )
    const at10 = stoi(resample(clean, 48_000, RATE), resample(heard, 48_000, RATE), RATE)
    expect(stoi(clean, heard, 48_000)).toBeCloseTo(at10, 6)
  })

  test('pauses do not count', () => {
    const pause = new Float32Array(RATE * 2)
    const random = seededRandom(4)
    const hiss = pause.map(() => 0.001 * random.fraction())
    const joined = (a: Float32Array, b: Float32Array) => Float32Array.from([...a, ...b])
    expect(stoi(joined(CLEAN, pause), joined(CLEAN, hiss), RATE)).toBeGreaterThan(0.995)
  })

  test('needs some speech', () => {
    expect(() => stoi(CLEAN.subarray(0, 2_000), CLEAN.subarray(0, 2_000), RATE)).toThrow(RangeError)
  })
})
