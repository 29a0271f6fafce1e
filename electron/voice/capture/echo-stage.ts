import type { CaptureStage } from './capture-stage.ts'
import type { EchoCanceller } from './echo-canceller.ts'

/** The echo canceller as a step of the capture chain: it is told what is played, frame by frame, beside. */
export class EchoStage implements CaptureStage {
  readonly #canceller: EchoCanceller
  readonly #far: Float32Array

  constructor(canceller: EchoCanceller, frameSamples: number) {
    this.#canceller = canceller
    this.#far = new Float32Array(frameSamples)
  }

  get delaySamples(): number {
    return this.#canceller.delay(this.#far.length)
  }

  /** What is played while the next frame is captured, one frame long; without it the next frame has silence. */
  hear(far: Float32Array): void {
    this.#far.set(far)
  }

  process(frame: Float32Array): void {
    this.#canceller.process(frame, this.#far, frame)
    this.#far.fill(0)
  }

  reset(): void {
    this.#canceller.reset()
    this.#far.fill(0)
  }

  close(): void {
    this.#canceller.close()
  }
}
