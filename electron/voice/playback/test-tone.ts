import { gainOf, samplesOf } from '../units.ts'
import { PLAYBACK_CONFIG } from './config.ts'

/** Two notes one after the other, to hear whether and where a loudspeaker plays. Passive: adds itself to blocks. */
export class TestTone {
  #place = Infinity
  readonly #noteSamples = samplesOf(PLAYBACK_CONFIG.toneNoteMs)
  readonly #fadeSamples = samplesOf(PLAYBACK_CONFIG.toneFadeMs)
  /** A sine's level is 3 dB below its amplitude. */
  readonly #amplitude = gainOf(PLAYBACK_CONFIG.toneDb) * Math.SQRT2

  get isOn(): boolean {
    return this.#place < PLAYBACK_CONFIG.toneHz.length * this.#noteSamples
  }

  /** Begins (again). */
  start(): void {
    this.#place = 0
  }

  /** Adds the next samples to every channel of an interleaved block. */
  addTo(block: Float32Array, channels: number): void {
    for (let index = 0; index < block.length && this.isOn; index += channels, this.#place += 1) {
      const sample = this.#sample(this.#place)
      for (let channel = 0; channel < channels; channel += 1) {
        const sum = (block[index + channel] ?? 0) + sample
        block[index + channel] = Math.max(-1, Math.min(1, sum))
      }
    }
  }

  #sample(place: number): number {
    const hz = PLAYBACK_CONFIG.toneHz[Math.floor(place / this.#noteSamples)] ?? 0
    const at = place % this.#noteSamples
    const edge = Math.min(1, at / this.#fadeSamples, (this.#noteSamples - at) / this.#fadeSamples)
    return this.#amplitude * edge * Math.sin((2 * Math.PI * hz * at) / samplesOf(1_000))
  }
}
