import { describe, expect, test } from 'vitest'
import {
  aligned,
  delayByCorrelation,
  delaysByCorrelation,
  levelDb,
  median,
  speech,
  stoi,
} from '../../../support/audio-measure.ts'
import { imitatedSpeech } from '../../../support/speech.ts'

const RATE = 48_000

/** Repeatable white noise, +-1. */
function noise(length: number, seed = 1): Float32Array {
  let state = seed
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 31 - 1
  })
}

function mixed(a: Float32Array, b: Float32Array, gain: number): Float32Array {
  return a.map((sample, index) => sample + gain * (b[index] ?? 0))
}

function delayed(samples: Float32Array, by: number): Float32Array {
  return aligned(samples, -by, samples.length)
}

describe.each([
  ['spoken', speech(4)],
  ['imitated', imitatedSpeech(4 * RATE)],
])('measures of %s speech', (_, clean) => {
  test('a known delay is found, whole and by windows', () => {
    const late = delayed(clean, 1_234)
    expect(delayByCorrelation(clean, late)).toBe(1_234)
    expect(median(delaysByCorrelation(clean, late))).toBe(1_234)
  })

  test('intelligibility is 1 for the same, falls with noise, and is low for noise alone', () => {
    expect(stoi(clean, clean)).toBeGreaterThan(0.9999)
    const scale = 10 ** (levelDb(clean) / 20)
    const little = stoi(clean, mixed(clean, noise(clean.length), scale * 0.1))
    const much = stoi(clean, mixed(clean, noise(clean.length), scale * 10))
    expect(little).toBeGreaterThan(much)
    expect(much).toBeLessThan(0.8)
    expect(stoi(clean, noise(clean.length))).toBeLessThan(0.6)
  })

  test('intelligibility does not depend on the level', () => {
    expect(
      stoi(
        clean,
        clean.map((sample) => sample * 0.1),
      ),
    ).toBeGreaterThan(0.999)
  })
})

test('levels: full-scale square 0, sine -3, nothing -127', () => {
  expect(levelDb(new Float32Array(480).fill(1))).toBeCloseTo(0, 5)
  expect(levelDb(Float32Array.from({ length: 480 }, (_, i) => Math.sin((2 * Math.PI * i) / 48)))).toBeCloseTo(
    -3.01,
    1,
  )
  expect(levelDb(new Float32Array(480))).toBe(-127)
})
