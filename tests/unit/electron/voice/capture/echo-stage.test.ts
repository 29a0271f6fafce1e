import { afterEach, expect, test } from 'vitest'
import { loadDsp, type DspAddon, type NativeEchoCanceller } from '../../../../../native/index.ts'
import { CAPTURE_CONFIG } from '../../../../../electron/voice/capture/config.ts'
import { EchoCanceller } from '../../../../../electron/voice/capture/echo-canceller.ts'
import { EchoStage } from '../../../../../electron/voice/capture/echo-stage.ts'
import { levelDb } from '../../../../support/audio-measure.ts'
import { echoOf } from '../../../../support/echo-scene.ts'
import { imitatedSpeech } from '../../../../support/speech.ts'

const RATE = 48_000
const FRAME = 480

const open: EchoStage[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

function stageOf(dsp?: DspAddon): EchoStage {
  const stage = new EchoStage(new EchoCanceller(true, dsp), FRAME)
  open.push(stage)
  return stage
}

/** Runs `sound` through in place while `far` is played in blocks of `block` samples. */
function run(stage: EchoStage, sound: Float32Array, far: Float32Array, block = FRAME): void {
  let played = 0
  for (let at = 0; at + FRAME <= sound.length; at += FRAME) {
    for (; played <= at; played += block) stage.hear(far.subarray(played, played + block))
    stage.process(sound.subarray(at, at + FRAME))
  }
}

/** By how much the last second of an echo is lowered, dB. */
function loweredDb(far: Float32Array, block?: number): number {
  const sound = echoOf(far, [{ delayMs: 50, gainDb: -6 }])
  const last = 2 * RATE
  const before = levelDb(sound.subarray(last))
  const stage = stageOf()
  expect(stage.delaySamples).toBe(120)
  run(stage, sound, far, block)
  return before - levelDb(sound.subarray(last))
}

test.each([240, 480, 960])(
  'lowers the echo of what it was told is played in blocks of %i samples',
  (block) => {
    expect(loweredDb(imitatedSpeech(3 * RATE), block)).toBeGreaterThan(25)
  },
)

test('takes what it was not told of for a voice here', () => {
  const sound = imitatedSpeech(3 * RATE)
  const before = levelDb(sound)
  run(stageOf(), sound, new Float32Array(sound.length))
  expect(Math.abs(before - levelDb(sound))).toBeLessThan(0.5)
})

test('tells how the canceller does', () => {
  const stage = stageOf()
  expect(stage.stats()).toEqual({ loweredDb: 0, delayMs: null, bypasses: 0 })
  const far = imitatedSpeech(3 * RATE)
  run(stage, echoOf(far, [{ delayMs: 50, gainDb: -6 }]), far)
  const { loweredDb: lowered, delayMs, bypasses } = stage.stats()
  expect(lowered).toBeGreaterThan(10)
  expect(delayMs).toBeCloseTo(50, 0)
  expect(bypasses).toBe(0)
})

/** A canceller that has gone wrong: nothing comes out of it while `broken`. */
function mutingDsp(fault: { broken: boolean }): DspAddon {
  const dsp = loadDsp()
  return {
    ...dsp,
    createEchoCanceller(options): NativeEchoCanceller {
      const real = dsp.createEchoCanceller(options)
      return {
        process: (near, far, out) => {
          real.process(near, far, out)
          if (fault.broken) out.fill(0)
        },
        delay: (samples) => real.delay(samples),
        measure: (into) => {
          real.measure(into)
        },
        reset: () => {
          real.reset()
        },
        close: () => {
          real.close()
        },
      }
    },
  }
}

test('a canceller that silences who speaks here is taken out of the way within two seconds', () => {
  const fault = { broken: true }
  const stage = stageOf(mutingDsp(fault))
  const voice = imitatedSpeech(4 * RATE)
  const heard = voice.slice()
  run(stage, heard, new Float32Array(heard.length))
  expect(levelDb(heard.subarray(0, RATE))).toBe(-127)
  expect(heard.subarray(2 * RATE)).toEqual(voice.subarray(2 * RATE))
  expect(stage.stats().bypasses).toBe(1)
  expect(stage.delaySamples).toBe(0)

  // It gets another chance, and is watched as before.
  fault.broken = false
  const rest = imitatedSpeech((CAPTURE_CONFIG.echoBypassMs / 1000) * RATE)
  run(stage, rest, new Float32Array(rest.length))
  expect(stage.delaySamples).toBe(120)
  expect(stage.stats().bypasses).toBe(1)
})

test('while something is played, or nobody speaks here, silence is no fault', () => {
  const stage = stageOf(mutingDsp({ broken: true }))
  const far = imitatedSpeech(4 * RATE)
  run(stage, imitatedSpeech(4 * RATE), far)
  run(stage, new Float32Array(4 * RATE), new Float32Array(4 * RATE))
  expect(stage.stats().bypasses).toBe(0)
})

test('a reset begins anew, the bypass included', () => {
  const stage = stageOf(mutingDsp({ broken: true }))
  run(stage, imitatedSpeech(4 * RATE), new Float32Array(4 * RATE))
  expect(stage.delaySamples).toBe(0)
  stage.reset()
  expect(stage.delaySamples).toBe(120)
})
