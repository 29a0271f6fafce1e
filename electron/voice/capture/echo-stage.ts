import type { EchoStats } from '../../contract/stats.ts'
import { millisecondsOf } from '../units.ts'
import type { CaptureStage } from './capture-stage.ts'
import { CAPTURE_CONFIG } from './config.ts'
import type { EchoCanceller } from './echo-canceller.ts'
import { FarQueue } from './far-queue.ts'
import { VoiceLoss } from './voice-loss.ts'

/**
 * The echo canceller as a step of the capture chain: it is told beside what is played. Should it silence who speaks
 * here, it is taken out of the way for some seconds, and begins anew.
 */
export class EchoStage implements CaptureStage {
  readonly #canceller: EchoCanceller
  readonly #far: Float32Array
  readonly #played = new FarQueue()
  readonly #loss = new VoiceLoss()
  #bypassMs = 0
  #bypasses = 0

  constructor(canceller: EchoCanceller, frameSamples: number) {
    this.#canceller = canceller
    this.#far = new Float32Array(frameSamples)
  }

  get delaySamples(): number {
    return this.#canceller.delay(this.#far.length)
  }

  /** What is played from now on, in blocks of any length; channels are interleaved. */
  hear(block: Float32Array, channels = 1): void {
    this.#played.push(block, channels)
  }

  process(frame: Float32Array): void {
    this.#played.take(this.#far)
    this.#loss.hear(frame)
    this.#canceller.process(frame, this.#far, frame)
    if (this.#canceller.enabled) this.#watch(frame)
    else this.#wait(frame)
  }

  reset(): void {
    this.#canceller.reset()
    this.#canceller.enabled = true
    this.#bypassMs = 0
    this.#played.clear()
    this.#loss.reset()
  }

  stats(): EchoStats {
    const { erleDb, echoDelayMs } = this.#canceller.stats()
    return { loweredDb: erleDb, delayMs: echoDelayMs ?? null, bypasses: this.#bypasses }
  }

  close(): void {
    this.#canceller.close()
  }

  #watch(out: Float32Array): void {
    if (!this.#loss.judge(out, this.#far)) return
    this.#canceller.enabled = false
    this.#bypassMs = CAPTURE_CONFIG.echoBypassMs
    this.#bypasses += 1
  }

  #wait(frame: Float32Array): void {
    this.#bypassMs -= millisecondsOf(frame.length)
    this.#canceller.enabled = this.#bypassMs <= 0
  }
}
