import { describe, expect, test } from 'vitest'
import { EchoCanceller, type EchoCancellerStats } from '../../electron/voice/capture/echo-canceller.ts'
import { aligned, levelDb, speech, stoi } from '../support/audio-measure.ts'
import { clipped, drifting, echoOf, noise, roomResponse, sum, throughRoom } from '../support/echo-scene.ts'

/**
 * What the echo canceller does for ears: speech played, through rooms, into a microphone where somebody else
 * speaks or not.
 */
const RATE = 48_000
const FRAME = 480
const SECONDS = 14
const FAR = speech(SECONDS, 'en')
/** Other words by another voice, as loud. */
const NEAR = speech(SECONDS + 7, 'en+f3').slice(7 * RATE)

const PATHS: Record<string, (sound: Float32Array) => Float32Array> = {
  '40 ms': (sound) => echoOf(sound, [{ delayMs: 40, gainDb: -6 }]),
  '120 ms': (sound) => echoOf(sound, [{ delayMs: 120, gainDb: -6 }]),
  'a room at 60 ms': room(60, 3),
  'a room behind a device of 150 ms': room(150, 4),
  'a device of 320 ms': (sound) => echoOf(sound, [{ delayMs: 320, gainDb: -6 }]),
}

function room(delayMs: number, seed: number): (sound: Float32Array) => Float32Array {
  const response = roomResponse({ delayMs, gainDb: -6, decayMs: 250, seed })
  return (sound) => throughRoom(sound, response)
}

interface Heard {
  /** As long as the input and aligned to it. */
  readonly out: Float32Array
  readonly stats: EchoCancellerStats
}

function cancelled(near: Float32Array, far: Float32Array, frame = FRAME): Heard {
  const canceller = new EchoCanceller()
  const out = new Float32Array(near.length)
  for (let at = 0; at + frame <= near.length; at += frame) {
    const end = at + frame
    canceller.process(near.subarray(at, end), far.subarray(at, end), out.subarray(at, end))
  }
  const heard = { out: aligned(out, canceller.delay(frame), out.length), stats: canceller.stats() }
  canceller.close()
  return heard
}

/** By how much `out` is below `near` between two times, dB. */
function loweredDb(near: Float32Array, out: Float32Array, fromS: number, toS: number): number {
  const [from, to] = [fromS * RATE, toS * RATE]
  return levelDb(near.subarray(from, to)) - levelDb(out.subarray(from, to))
}

function seconds(sound: Float32Array, from: number, to = SECONDS - 1): Float32Array {
  return sound.subarray(from * RATE, to * RATE)
}

describe('a far voice alone', () => {
  test.each(Object.keys(PATHS))('through %s is lowered by 25 dB within 5 s', (name) => {
    const near = PATHS[name]?.(FAR) ?? FAR
    const { out, stats } = cancelled(near, FAR)
    expect(loweredDb(near, out, 5, 7)).toBeGreaterThan(25)
    expect(loweredDb(near, out, 7, 13)).toBeGreaterThan(25)
    expect(stats.erleDb).toBeGreaterThan(15)
  })

  test('in a noisy room is lowered to the noise, which stays', () => {
    const hiss = noise(FAR.length, -60, 1)
    const near = sum(PATHS['a room at 60 ms']?.(FAR) ?? FAR, hiss)
    const { out } = cancelled(near, FAR)
    expect(Math.abs(levelDb(seconds(out, 8)) - levelDb(seconds(hiss, 8)))).toBeLessThan(6)
  })

  test.each([120, 240, 960, 2880])('is lowered in frames of %i samples too', (frame) => {
    const near = PATHS['a room at 60 ms']?.(FAR) ?? FAR
    expect(loweredDb(near, cancelled(near, FAR, frame).out, 5, 13)).toBeGreaterThan(25)
  })

  test('is lowered by 25 dB again within 3 s after the path has changed', () => {
    const before = PATHS['40 ms']?.(FAR) ?? FAR
    const after = room(90, 9)(FAR)
    const change = 7
    const near = before.map((sample, i) => (i < change * RATE ? sample : (after[i] ?? 0)))
    const { out } = cancelled(near, FAR)
    expect(loweredDb(near, out, change + 3, 13)).toBeGreaterThan(25)
  })

  test('through a loudspeaker that clips is lowered by 12 dB and never raised', () => {
    const near = room(60, 3)(clipped(FAR, 0.1))
    const { out } = cancelled(near, FAR)
    expect(loweredDb(near, out, 5, 13)).toBeGreaterThan(12)
  })

  test.each([100, -100])('under a clock drift of %i ppm is lowered by 20 dB', (ppm) => {
    const near = drifting(room(60, 3)(FAR), ppm)
    expect(loweredDb(near, cancelled(near, FAR).out, 5, 13)).toBeGreaterThan(20)
  })
})

describe('a near voice', () => {
  test('alone passes untouched', () => {
    const { out } = cancelled(NEAR, new Float32Array(NEAR.length))
    expect(stoi(seconds(NEAR, 0), seconds(out, 0))).toBeGreaterThan(0.99)
    expect(Math.abs(levelDb(seconds(out, 0)) - levelDb(seconds(NEAR, 0)))).toBeLessThan(0.1)
  })

  test('while a far voice that is not heard here plays, passes too', () => {
    const { out } = cancelled(NEAR, FAR)
    // At first an echo is reckoned with; then it is known that there is none.
    expect(stoi(seconds(NEAR, 1), seconds(out, 1))).toBeGreaterThan(0.93)
    expect(stoi(seconds(NEAR, 6), seconds(out, 6))).toBeGreaterThan(0.97)
    expect(Math.abs(levelDb(seconds(out, 1)) - levelDb(seconds(NEAR, 1)))).toBeLessThan(1)
    expect(Math.abs(levelDb(seconds(out, 6)) - levelDb(seconds(NEAR, 6)))).toBeLessThan(0.5)
  })

  test.each(['40 ms', '120 ms', 'a room at 60 ms'])('over the echo through %s stays intelligible', (name) => {
    const talk = NEAR.map((sample, i) => (i < 5 * RATE ? 0 : sample))
    const near = sum(PATHS[name]?.(FAR) ?? FAR, talk)
    const { out } = cancelled(near, FAR)
    const kept = stoi(seconds(talk, 5), seconds(out, 5))
    expect(kept).toBeGreaterThan(0.9)
    expect(kept).toBeGreaterThan(stoi(seconds(talk, 5), seconds(near, 5)))
    expect(Math.abs(levelDb(seconds(out, 5)) - levelDb(seconds(talk, 5)))).toBeLessThan(1.5)
  })

  test('from the first word on over the echo, before anything was learnt, becomes intelligible', () => {
    const near = sum(room(60, 3)(FAR), NEAR)
    expect(stoi(seconds(NEAR, 4), seconds(cancelled(near, FAR).out, 4))).toBeGreaterThan(0.85)
  })

  test('over an echo that drifts by 100 ppm stays intelligible', () => {
    const talk = NEAR.map((sample, i) => (i < 5 * RATE ? 0 : sample))
    const near = sum(drifting(PATHS['40 ms']?.(FAR) ?? FAR, 100), talk)
    expect(stoi(seconds(talk, 5), seconds(cancelled(near, FAR).out, 5))).toBeGreaterThan(0.85)
  })
})

test('silence gives silence', () => {
  const silence = new Float32Array(RATE)
  expect(levelDb(cancelled(silence, silence).out)).toBe(-127)
})

test('half an hour of double talk neither diverges nor gets louder', { timeout: 300_000 }, () => {
  const canceller = new EchoCanceller()
  const echo = room(60, 3)(FAR)
  const near = new Float32Array(FRAME)
  const out = new Float32Array(FRAME)
  const frames = (1800 * RATE) / FRAME
  const perRound = FAR.length / FRAME
  let echoLeft = 0
  let echoHeard = 0
  let loudest = -Infinity
  for (let round = 0; round * perRound < frames; round += 1) {
    // Another shift in each round, so that near and far never repeat together.
    const shift = (round * 72_190) % NEAR.length
    let [heard, left] = [0, 0]
    for (let at = 0; at + FRAME <= FAR.length; at += FRAME) {
      // The near voice rests in the last 3 s of each round.
      const talks = at < FAR.length - 3 * RATE
      for (let i = 0; i < FRAME; i += 1) {
        const voice = talks ? (NEAR[(at + i + shift) % NEAR.length] ?? 0) : 0
        near[i] = (echo[at + i] ?? 0) + voice
      }
      canceller.process(near, FAR.subarray(at, at + FRAME), out)
      heard += energy(near)
      left += energy(out)
      if (at < FAR.length - RATE) continue
      echoHeard += energy(near)
      echoLeft += energy(out)
    }
    loudest = Math.max(loudest, 10 * Math.log10(left / heard))
  }
  canceller.close()
  expect(loudest).toBeLessThan(0)
  expect(10 * Math.log10(echoHeard / echoLeft)).toBeGreaterThan(20)
})

function energy(samples: Float32Array): number {
  let total = 0
  for (const sample of samples) total += sample * sample
  return total
}
