import type { CaptureStage } from './capture-stage.ts'
import { Rnnoise, RNNOISE_FRAME } from './rnnoise.ts'

/** RNNoise reads samples on the scale of 16-bit integers. */
const INTEGER_SCALE = 32_768

/**
 * Takes steady and many unsteady noises out of speech with RNNoise, 10 ms late. Frames of 10 ms and their multiples
 * pass with no further delay; shorter ones are gathered, which adds what a frame lacks of 10 ms.
 */
export class NoiseSuppressor implements CaptureStage {
  readonly delaySamples: number
  readonly #rnnoise = new Rnnoise()
  /** Cleaned samples that wait for their frame, oldest first; at first the silence that gathering needs. */
  readonly #ready = new Float32Array(RNNOISE_FRAME)
  readonly #gathered: number
  #fill = 0
  #probability = 0

  /** Frames of `frameSamples`: a divisor or a multiple of 480. */
  constructor(frameSamples: number) {
    if (RNNOISE_FRAME % frameSamples !== 0 && frameSamples % RNNOISE_FRAME !== 0) {
      throw new RangeError(`frames of ${String(frameSamples)} samples do not fit into blocks of 10 ms`)
    }
    this.#gathered = Math.max(0, RNNOISE_FRAME - frameSamples)
    this.delaySamples = RNNOISE_FRAME + this.#gathered
  }

  /** How likely the frame last heard is speech, 0..1. */
  get speechProbability(): number {
    return this.#probability
  }

  process(frame: Float32Array): void {
    if (frame.length >= RNNOISE_FRAME) this.#takeWhole(frame)
    else this.#takePart(frame)
  }

  reset(): void {
    this.#rnnoise.reset()
    this.#ready.fill(0)
    this.#fill = 0
    this.#probability = 0
  }

  close(): void {}

  #takeWhole(frame: Float32Array): void {
    const block = this.#rnnoise.frame
    let most = 0
    for (let first = 0; first < frame.length; first += RNNOISE_FRAME) {
      for (let index = 0; index < RNNOISE_FRAME; index += 1) {
        block[index] = (frame[first + index] ?? 0) * INTEGER_SCALE
      }
      most = Math.max(most, this.#rnnoise.process())
      for (let index = 0; index < RNNOISE_FRAME; index += 1) {
        frame[first + index] = (block[index] ?? 0) / INTEGER_SCALE
      }
    }
    this.#probability = most
  }

  /** Each frame's place in the block gives what the block before left there, and takes the new. */
  #takePart(frame: Float32Array): void {
    const block = this.#rnnoise.frame
    for (let index = 0; index < frame.length; index += 1) {
      block[this.#fill + index] = (frame[index] ?? 0) * INTEGER_SCALE
    }
    this.#fill += frame.length
    if (this.#fill === RNNOISE_FRAME) {
      this.#probability = this.#rnnoise.process()
      for (let index = 0; index < RNNOISE_FRAME; index += 1) {
        this.#ready[index] = (block[index] ?? 0) / INTEGER_SCALE
      }
      this.#fill = 0
    }
    // After the block's last part its first samples are ready; they leave part by part until the next is full.
    for (let index = 0; index < frame.length; index += 1) frame[index] = this.#ready[this.#fill + index] ?? 0
  }
}
