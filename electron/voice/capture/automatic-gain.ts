import { gainOf } from '../units.ts'
import type { CaptureStage } from './capture-stage.ts'
import { CAPTURE_CONFIG } from './config.ts'
import { SpeechLevel } from './speech-level.ts'

/**
 * Brings speech of any loudness to one level, slowly, and only while there is speech: pauses keep the gain. What a
 * sudden shout would push over the ceiling is brought below it within a millisecond. No delay.
 */
export class AutomaticGain implements CaptureStage {
  readonly delaySamples = 0
  readonly #ceiling = gainOf(CAPTURE_CONFIG.gainCeilingDb)
  readonly #speech = new SpeechLevel()
  #gainDb = 0
  /** Linear gain at the end of the last frame. */
  #gain = 1
  /** Share that peaks leave of it, 0..1. */
  #guard = 1

  /** Gain now, dB; without what peaks take off. */
  get gainDb(): number {
    return this.#gainDb
  }

  /** Tells of the next frame before `process`: its level, dBov, and how likely it is speech (NaN: nobody knows). */
  hear(levelDb: number, probability: number, frameMs: number): void {
    const { gainSpeechProbability, gainLeastDb, gainSpeechDb } = CAPTURE_CONFIG
    const isSpeech =
      probability >= 0
        ? probability >= gainSpeechProbability && levelDb >= gainLeastDb
        : levelDb >= gainSpeechDb
    if (!isSpeech) return
    this.#speech.observe(levelDb, frameMs)
    if (this.#speech.isKnown) this.#approach(frameMs)
  }

  process(frame: Float32Array): void {
    const target = gainOf(this.#gainDb)
    const step = (target - this.#gain) / frame.length
    const peak = peakOf(frame) * Math.max(target, this.#gain)
    const guard = peak > this.#ceiling ? this.#ceiling / peak : 1
    if (step === 0 && target === 1 && guard === 1 && this.#guard === 1) return
    this.#apply(frame, step, guard)
    this.#gain = target
  }

  reset(): void {
    this.#speech.reset()
    this.#gainDb = 0
    this.#gain = 1
    this.#guard = 1
  }

  close(): void {}

  #approach(frameMs: number): void {
    const { gainTargetDb, gainMostBoostDb, gainMostCutDb, gainDeadZoneDb } = CAPTURE_CONFIG
    const wanted = Math.min(gainMostBoostDb, Math.max(-gainMostCutDb, gainTargetDb - this.#speech.levelDb))
    const missing = wanted - this.#gainDb
    if (Math.abs(missing) < gainDeadZoneDb) return
    const rise = (CAPTURE_CONFIG.gainRiseDbPerS * frameMs) / 1000
    const fall = (CAPTURE_CONFIG.gainFallDbPerS * frameMs) / 1000
    this.#gainDb += Math.min(rise, Math.max(-fall, missing))
  }

  /** The gain glides over the frame; the guard falls within the first millisecond and comes back slowly. */
  #apply(frame: Float32Array, step: number, target: number): void {
    const ceiling = this.#ceiling
    const attack = Math.max(0, this.#guard - target) / CAPTURE_CONFIG.gainAttackSamples
    let gain = this.#gain
    let guard = this.#guard
    for (let index = 0; index < frame.length; index += 1) {
      gain += step
      if (guard > target) guard = Math.max(target, guard - attack)
      else guard += (target - guard) * CAPTURE_CONFIG.gainReleasePerSample
      const sample = (frame[index] ?? 0) * gain * guard
      frame[index] = sample > ceiling ? ceiling : sample < -ceiling ? -ceiling : sample
    }
    this.#guard = guard > 1 - CAPTURE_CONFIG.gainReleasePerSample ? 1 : guard
  }
}

function peakOf(frame: Float32Array): number {
  let peak = 0
  for (let index = 0; index < frame.length; index += 1) peak = Math.max(peak, Math.abs(frame[index] ?? 0))
  return peak
}
