import { describe, expect, test } from 'vitest'
import { NoiseSuppressor } from '../../../../../electron/voice/capture/noise-suppressor.ts'
import { samplesOf } from '../../../../../electron/voice/units.ts'
import {
  aligned,
  delayByCorrelation,
  levelDb,
  segmentalSnr,
  speech,
  stoi,
  withNoise,
} from '../../../../support/audio-measure.ts'
import { requirePart } from '../../../../support/requirement.ts'
import { seededRandom } from '../../../../support/seeded-random.ts'

const RATE = 48_000

function suppressed(input: Float32Array, frameMs: number): { out: Float32Array; delay: number } {
  const suppressor = new NoiseSuppressor(samplesOf(frameMs))
  const out = input.slice()
  for (let start = 0; start + samplesOf(frameMs) <= out.length; start += samplesOf(frameMs)) {
    suppressor.process(out.subarray(start, start + samplesOf(frameMs)))
  }
  return { out, delay: suppressor.delaySamples }
}

function whiteNoise(length: number): Float32Array {
  const random = seededRandom(5)
  return Float32Array.from({ length }, () => random.fraction() + random.fraction() + random.fraction() - 1.5)
}

test('only frames that fit into 10 ms, or into which 10 ms fit, are taken', () => {
  expect(() => new NoiseSuppressor(441)).toThrow(RangeError)
})

test('silence stays silence, and is not taken for speech', () => {
  const suppressor = new NoiseSuppressor(480)
  const frame = new Float32Array(480)
  for (let turn = 0; turn < 50; turn += 1) suppressor.process(frame.fill(0))
  expect(levelDb(frame)).toBe(-127)
  expect(suppressor.speechProbability).toBeLessThan(0.2)
})

test('after a reset it answers as a new one', () => {
  const noise = whiteNoise(4_800).map((sample) => sample / 10)
  const used = new NoiseSuppressor(480)
  for (let turn = 0; turn < 20; turn += 1) used.process(noise.slice(0, 480))
  used.reset()
  const fresh = new NoiseSuppressor(480)
  for (let start = 0; start < noise.length; start += 480) {
    const [one, other] = [noise.slice(start, start + 480), noise.slice(start, start + 480)]
    used.process(one)
    fresh.process(other)
    expect(one).toEqual(other)
  }
})

describe.skipIf(requirePart('espeak-ng'))('on speech', () => {
  const clean = speech(8)

  test.each([
    [2.5, 17.5],
    [5, 15],
    [10, 10],
    [20, 10],
    [40, 10],
    [60, 10],
  ])('frames of %f ms come out %f ms later, and whole', (frameMs, delayMs) => {
    const part = clean.subarray(0, 3 * RATE)
    const { out, delay } = suppressed(part, frameMs)
    expect(delay).toBe(samplesOf(delayMs))
    expect(delayByCorrelation(part, out, 0, 4_800)).toBe(delay)
    expect(stoi(part, aligned(out, delay, part.length - delay))).toBeGreaterThan(0.98)
  })

  test('white noise 5 dB below speech: the segmental SNR rises by 8 dB', () => {
    const noisy = withNoise(clean, whiteNoise(clean.length), 5)
    const { out, delay } = suppressed(noisy, 10)
    const heard = aligned(out, delay, clean.length)
    const [before, after] = [segmentalSnr(clean, noisy), segmentalSnr(clean, heard)]
    expect(after - before, `${before.toFixed(2)} -> ${after.toFixed(2)} dB`).toBeGreaterThanOrEqual(8)
    expect(stoi(clean, heard)).toBeGreaterThan(0.9)
  })

  test('babble of five voices 5 dB below speech: better, and as intelligible', { timeout: 30_000 }, () => {
    const babble = new Float32Array(clean.length)
    for (const [index, voice] of ['en+m1', 'en+f2', 'de', 'fr', 'es'].entries()) {
      const other = speech(8, voice)
      for (let at = 0; at < babble.length; at += 1) {
        babble[at] = (babble[at] ?? 0) + (other[(at + (index + 1) * 51_000) % other.length] ?? 0)
      }
    }
    const noisy = withNoise(clean, babble, 5)
    const { out, delay } = suppressed(noisy, 10)
    const heard = aligned(out, delay, clean.length)
    const [before, after] = [segmentalSnr(clean, noisy), segmentalSnr(clean, heard)]
    expect(after - before, `${before.toFixed(2)} -> ${after.toFixed(2)} dB`).toBeGreaterThan(1)
    expect(stoi(clean, heard)).toBeGreaterThan(stoi(clean, noisy) - 0.01)
  })
})
