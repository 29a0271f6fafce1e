import { millisecondsOf } from '../units.ts'
import { CAPTURE_CONFIG } from './config.ts'

/** Tells that the microphone is too loud for its converter: runs of samples at full scale. */
export class ClipWarning {
  #run = 0
  #holdMs = 0
  #clips = 0

  /** Whether it clipped within the last two seconds. */
  get isOn(): boolean {
    return this.#holdMs > 0
  }

  /** Runs of clipped samples so far. */
  get clips(): number {
    return this.#clips
  }

  observe(frame: Float32Array): void {
    this.#holdMs = Math.max(0, this.#holdMs - millisecondsOf(frame.length))
    for (let index = 0; index < frame.length; index += 1) {
      if (Math.abs(frame[index] ?? 0) >= CAPTURE_CONFIG.clipLevel) this.#count()
      else this.#run = 0
    }
  }

  #count(): void {
    this.#run += 1
    if (this.#run < CAPTURE_CONFIG.clipRun) return
    if (this.#run === CAPTURE_CONFIG.clipRun) this.#clips += 1
    this.#holdMs = CAPTURE_CONFIG.clipHoldMs
  }
}
