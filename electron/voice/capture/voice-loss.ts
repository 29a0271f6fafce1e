import { millisecondsOf } from '../units.ts'
import { powerIn } from './audio-level.ts'
import { CAPTURE_CONFIG } from './config.ts'

const FAR_QUIET = powerOf(CAPTURE_CONFIG.echoFarQuietDb)
const NEAR = powerOf(CAPTURE_CONFIG.echoNearDb)
const MOST_LOSS = powerOf(-CAPTURE_CONFIG.echoMostLossDb)

/**
 * Tells that the echo canceller silences who speaks here: much is lost although nothing was played for longer than
 * any echo lasts. Whatever the reason, a voice matters more than an echo.
 */
export class VoiceLoss {
  /** Power before the canceller, of this frame and lately; and after it. */
  #before = 0
  #near = 0
  #out = 0
  #quietMs = 0
  #lossMs = 0

  /** Takes the next frame as it was captured. */
  hear(near: Float32Array): void {
    this.#before = powerIn(near)
  }

  /**
   * Takes it as the canceller left it, and what was played meanwhile; true where it is time to do without the
   * canceller. It counts anew from then on.
   */
  judge(out: Float32Array, far: Float32Array): boolean {
    const frameMs = millisecondsOf(out.length)
    if (powerIn(far) > FAR_QUIET) this.reset()
    this.#quietMs += frameMs
    if (this.#quietMs < CAPTURE_CONFIG.echoTailMs) return false
    const weight = Math.min(1, frameMs / CAPTURE_CONFIG.echoCompareMs)
    this.#near += (this.#before - this.#near) * weight
    this.#out += (powerIn(out) - this.#out) * weight
    const isLost = this.#near >= NEAR && this.#out < this.#near * MOST_LOSS
    this.#lossMs = isLost ? this.#lossMs + frameMs : 0
    if (this.#lossMs < CAPTURE_CONFIG.echoLossMs) return false
    this.reset()
    return true
  }

  reset(): void {
    this.#near = 0
    this.#out = 0
    this.#quietMs = 0
    this.#lossMs = 0
  }
}

function powerOf(decibels: number): number {
  return 10 ** (decibels / 10)
}
