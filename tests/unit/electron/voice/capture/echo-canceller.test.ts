import { afterEach, expect, test } from 'vitest'
import { CAPTURE_CONFIG } from '../../../../../electron/voice/capture/config.ts'
import { EchoCanceller } from '../../../../../electron/voice/capture/echo-canceller.ts'
import { samplesOf } from '../../../../../electron/voice/units.ts'
import { levelDb } from '../../../../support/audio-measure.ts'
import { echoOf } from '../../../../support/echo-scene.ts'
import { imitatedSpeech } from '../../../../support/speech.ts'

const RATE = 48_000
const FRAME = 480

const open: EchoCanceller[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

function cancellerOf(enabled = true): EchoCanceller {
  const canceller = new EchoCanceller(enabled)
  open.push(canceller)
  return canceller
}

/** Runs whole sounds through; `before` is called ahead of each frame with its number. */
function run(
  canceller: EchoCanceller,
  near: Float32Array,
  far: Float32Array,
  before: (frame: number) => void = () => {},
): Float32Array {
  const out = new Float32Array(near.length)
  for (let at = 0; at + FRAME <= near.length; at += FRAME) {
    before(at / FRAME)
    const end = at + FRAME
    canceller.process(near.subarray(at, end), far.subarray(at, end), out.subarray(at, end))
  }
  return out
}

/** Largest step between neighbouring samples. */
function steepest(samples: Float32Array): number {
  return samples.reduce((most, sample, i) => Math.max(most, Math.abs(sample - (samples[i - 1] ?? sample))), 0)
}

const tone = (length: number): Float32Array =>
  new Float32Array(length).map((_, i) => 0.5 * Math.sin((2 * Math.PI * 250 * i) / RATE))

test('lowers the echo of what is played and tells how much, how late and at what cost', () => {
  const far = imitatedSpeech(4 * RATE)
  const near = echoOf(far, [{ delayMs: 50, gainDb: -6 }])
  const canceller = cancellerOf()
  const out = run(canceller, near, far)
  expect(levelDb(near.subarray(3 * RATE)) - levelDb(out.subarray(3 * RATE))).toBeGreaterThan(25)
  const stats = canceller.stats()
  expect(stats.enabled).toBe(true)
  expect(stats.erleDb).toBeGreaterThan(10)
  expect(stats.echoDelayMs).toBeCloseTo(50, 0)
  expect(stats.costUs).toBeGreaterThan(0)
  expect(stats.pathChanges).toBe(0)
})

test('knows nothing at first and again after a reset', () => {
  const canceller = cancellerOf()
  expect(canceller.stats()).toMatchObject({ erleDb: 0, echoDelayMs: undefined })
  const far = imitatedSpeech(RATE)
  run(canceller, echoOf(far, [{ delayMs: 50, gainDb: -6 }]), far)
  expect(canceller.stats().echoDelayMs).toBeDefined()
  canceller.reset()
  expect(canceller.stats()).toMatchObject({ erleDb: 0, echoDelayMs: undefined })
})

test('off, gives the very samples at no delay', () => {
  const canceller = cancellerOf(false)
  const near = imitatedSpeech(RATE)
  expect(run(canceller, near, near)).toEqual(near)
  expect(canceller.delay(FRAME)).toBe(0)
  expect(canceller.stats()).toMatchObject({ enabled: false, costUs: 0 })
})

test('works in place', () => {
  const canceller = cancellerOf()
  const far = imitatedSpeech(RATE)
  const near = echoOf(far, [{ delayMs: 50, gainDb: -6 }])
  const apart = run(canceller, near, far)
  canceller.reset()
  for (let at = 0; at < near.length; at += FRAME) {
    const frame = near.subarray(at, at + FRAME)
    canceller.process(frame, far.subarray(at, at + FRAME), frame)
  }
  expect(near).toEqual(apart)
})

test('is switched without a click', () => {
  const near = tone(RATE)
  const canceller = cancellerOf(false)
  const out = run(canceller, near, new Float32Array(near.length), (frame) => {
    if (frame === 20 || frame === 60) canceller.enabled = true
    if (frame === 40 || frame === 80) canceller.enabled = false
    // Turned round in the middle of a crossfade.
    if (frame === 61) canceller.enabled = false
    if (frame === 62) canceller.enabled = true
  })
  expect(steepest(out)).toBeLessThan(1.1 * steepest(near))
  // A tone and itself 2.5 ms later blend to no less than their phases allow.
  for (let at = 0; at < near.length; at += FRAME) {
    expect(levelDb(out.subarray(at, at + FRAME))).toBeGreaterThan(levelDb(near) - 8)
  }
})

test('switched on, it takes over after the crossfade; switched off, the input comes back exactly', () => {
  const near = imitatedSpeech(RATE)
  const canceller = cancellerOf(false)
  const out = run(canceller, near, new Float32Array(near.length), (frame) => {
    if (frame === 20) canceller.enabled = true
    if (frame === 60) canceller.enabled = false
  })
  const fade = samplesOf(CAPTURE_CONFIG.echoFadeMs) + FRAME
  for (let i = 20 * FRAME + fade; i < 60 * FRAME; i += 1) expect(out[i]).toBeCloseTo(near[i - 120] ?? 0, 5)
  expect(out.subarray(60 * FRAME + fade)).toEqual(near.subarray(60 * FRAME + fade))
})

test('refuses frames that are none', () => {
  const canceller = cancellerOf()
  expect(() => {
    canceller.process(new Float32Array(441), new Float32Array(441), new Float32Array(441))
  }).toThrow(RangeError)
})
