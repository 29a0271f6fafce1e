import { levelOf } from '../capture/audio-level.ts'
import { samplesOf, SILENCE_DB } from '../units.ts'
import { PIPELINE_CONFIG } from './config.ts'

export type TrialStep = 'off' | 'recording' | 'playing'

export interface VoiceTrialOptions {
  /** Told when the trial begins and when it begins to play. */
  readonly onStep: (step: 'recording' | 'playing') => void
  /** Over; `played` is false where it was ended before its time, be it because a device was missing. */
  readonly onEnded: (played: boolean, heardDb: number, missing?: 'capture' | 'playback') => void
}

/**
 * Keeps a few seconds of the own microphone as others would get it, then plays them. Passive: takes frames, adds itself to
 * blocks.
 */
export class VoiceTrial {
  readonly #options: VoiceTrialOptions
  #samples = new Float32Array(0)
  #step: TrialStep = 'off'
  #place = 0
  #heardDb: number = SILENCE_DB
  /** Nothing came, or went, until then: a device is missing. */
  #untilMs = 0
  #loudspeakerReady = false

  constructor(options: VoiceTrialOptions) {
    this.#options = options
  }

  get step(): TrialStep {
    return this.#step
  }

  /** Begins (again). */
  start(nowMs: number): void {
    this.#samples = new Float32Array(samplesOf(PIPELINE_CONFIG.trialMs))
    this.#heardDb = SILENCE_DB
    this.#begin('recording', nowMs)
  }

  /** Ends it before its time; void where none is on. */
  stop(): void {
    if (this.#step !== 'off') this.#end(false)
  }

  /** Looks whether it has ended, or cannot go on. */
  turn(nowMs: number, loudspeakerReady: boolean): void {
    this.#loudspeakerReady = loudspeakerReady
    if (this.#step === 'off') return
    const isFull = this.#place >= this.#samples.length
    if (isFull && this.#step === 'playing') this.#end(true)
    else if (isFull) this.#begin('playing', nowMs)
    else if (nowMs >= this.#untilMs) this.#end(false, this.#step === 'recording' ? 'capture' : 'playback')
  }

  /** Takes a processed frame of the microphone. */
  hear(frame: Float32Array): void {
    if (this.#step !== 'recording') return
    const room = this.#samples.length - this.#place
    this.#samples.set(room < frame.length ? frame.subarray(0, room) : frame, this.#place)
    this.#place += Math.min(room, frame.length)
    this.#heardDb = Math.max(this.#heardDb, levelOf(frame))
  }

  /** Adds what was kept to every channel of an interleaved block. */
  addTo(block: Float32Array, channels: number): void {
    if (this.#step !== 'playing' || !this.#loudspeakerReady) return
    for (let index = 0; index < block.length && this.#place < this.#samples.length; index += channels) {
      const sample = this.#samples[this.#place] ?? 0
      this.#place += 1
      for (let channel = 0; channel < channels; channel += 1) {
        const sum = (block[index + channel] ?? 0) + sample
        block[index + channel] = Math.max(-1, Math.min(1, sum))
      }
    }
  }

  #begin(step: 'recording' | 'playing', nowMs: number): void {
    this.#step = step
    this.#place = 0
    this.#untilMs = nowMs + PIPELINE_CONFIG.trialMs + PIPELINE_CONFIG.toneWaitMs
    this.#options.onStep(step)
  }

  #end(played: boolean, missing?: 'capture' | 'playback'): void {
    this.#step = 'off'
    // Nobody's voice is kept longer than it is needed.
    this.#samples = new Float32Array(0)
    this.#options.onEnded(played, this.#heardDb, missing)
  }
}
