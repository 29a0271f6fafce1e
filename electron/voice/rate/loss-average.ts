import { RATE_CONFIG } from './config.ts'

export type Redundancy = 0 | 1 | 2

/** The loss that listeners report, smoothed: it rises fast and falls slowly. And how many copies help against it. */
export class LossAverage {
  #share = 0
  #isKnown = false
  #redundancy: Redundancy = 0
  #changedMs = -Infinity

  /** 0..1; 0 before the first report. */
  get share(): number {
    return this.#share
  }

  /** Whether anything has been reported. */
  get isKnown(): boolean {
    return this.#isKnown
  }

  /** Earlier frames that each packet should carry. */
  get redundancy(): Redundancy {
    return this.#redundancy
  }

  /** Takes the loss of one report, 0..1. */
  observe(loss: number, nowMs: number): void {
    this.#isKnown = true
    const gain = loss > this.#share ? RATE_CONFIG.lossRiseGain : RATE_CONFIG.lossFallGain
    this.#share += (loss - this.#share) * gain
    this.#follow(nowMs)
  }

  #follow(nowMs: number): void {
    const { redundancyOne, redundancyTwo, redundancyHoldMs } = RATE_CONFIG
    const wanted = this.#share >= redundancyTwo ? 2 : this.#share >= redundancyOne ? 1 : 0
    if (wanted > this.#redundancy) this.#change(wanted, nowMs)
    else if (this.#isCalm && nowMs - this.#changedMs >= redundancyHoldMs) {
      this.#change(this.#redundancy === 2 ? 1 : 0, nowMs)
    }
  }

  get #isCalm(): boolean {
    const { redundancyOneAgain, redundancyNone } = RATE_CONFIG
    if (this.#redundancy === 0) return false
    return this.#share < (this.#redundancy === 2 ? redundancyOneAgain : redundancyNone)
  }

  #change(redundancy: Redundancy, nowMs: number): void {
    this.#redundancy = redundancy
    this.#changedMs = nowMs
  }
}
