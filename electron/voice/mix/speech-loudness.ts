import { LOUDNESS_CONFIG, SPEECH_CONFIG } from './config.ts'
import { LoudnessMeter, lufsOf } from './loudness.ts'
import { SAMPLE_RATE } from '../units.ts'

const STEP_S = LOUDNESS_CONFIG.stepSamples / SAMPLE_RATE

/**
 * How loud somebody speaks: short-term loudness over the last seconds of speech alone. Pauses, breath and the
 * noise of the room do not count, so that a silence never makes the next word louder.
 */
export class SpeechLoudness {
  readonly #meter = new LoudnessMeter()
  readonly #energies = new Float64Array(SPEECH_CONFIG.windowSteps)
  #taken = 0
  #speaking = false
  #lufs: number = LOUDNESS_CONFIG.silenceLufs
  #floor: number = LOUDNESS_CONFIG.silenceLufs
  #top: number = LOUDNESS_CONFIG.silenceLufs
  #hasFloor = false

  /** Whether the newest tenth of a second was speech. */
  get speaking(): boolean {
    return this.#speaking
  }

  /** Whether enough speech was heard for `lufs` to mean something. */
  get known(): boolean {
    return this.#taken >= SPEECH_CONFIG.leastSteps
  }

  /** Loudness of the speech heard last, LUFS from both loudspeakers. */
  get lufs(): number {
    return this.#lufs
  }

  /** Takes samples, at most 100 ms at once. */
  observe(frame: Float32Array): void {
    if (this.#meter.observe(frame) === 0) return
    const step = lufsOf(this.#meter.newest)
    const momentary = this.#meter.momentary()
    this.#followFloor(step)
    this.#top = Math.max(momentary, this.#top - SPEECH_CONFIG.topFallPerS * STEP_S)
    this.#speaking =
      momentary > SPEECH_CONFIG.leastLufs &&
      momentary > this.#floor + SPEECH_CONFIG.aboveFloorLu &&
      momentary > this.#top - SPEECH_CONFIG.belowTopLu
    if (this.#speaking) this.#keep(this.#meter.newest)
  }

  #followFloor(step: number): void {
    const risen = this.#hasFloor ? this.#floor + SPEECH_CONFIG.floorRisePerS * STEP_S : step
    this.#floor = Math.max(SPEECH_CONFIG.leastFloorLufs, Math.min(step, risen))
    this.#hasFloor = true
  }

  #keep(energy: number): void {
    this.#energies[this.#taken % this.#energies.length] = energy
    this.#taken += 1
    const count = Math.min(this.#taken, this.#energies.length)
    let sum = 0
    for (let index = 0; index < count; index += 1) sum += this.#energies[index] ?? 0
    this.#lufs = lufsOf(sum / count)
  }
}
