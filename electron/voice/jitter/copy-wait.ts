import { MOST_COPIES } from '../packet/redundancy.ts'
import { JITTER_CONFIG } from './config.ts'

/**
 * How many frames more are waited for, since a copy of a missing frame comes so much later: as old as the copies are
 * that were needed of late. Only where copies stand for most of what is missing: of a long burst they bring back the
 * last frames alone, which is not worth the delay of all others.
 */
export class CopyWait {
  /** When a copy of a frame so many frames (1, 2) older than its packet was needed last, ms. */
  readonly #neededMs = new Float64Array(MOST_COPIES + 1).fill(-Infinity)
  #age = 0
  #isWorth = false
  /** Frames without their packet, and those of them with a copy; older ones weigh less. */
  #lost = 0
  #mended = 0

  /** 0..2. */
  get frames(): number {
    return this.#isWorth ? this.#age : 0
  }

  /** A packet is missing, and one `age` frames after it brought a copy: such a one is waited for from now on. */
  noteCopy(age: number, nowMs: number): void {
    this.#neededMs[age] = nowMs
    this.#age = Math.max(this.#age, age)
  }

  /** The time of a frame came, or passed, without its packet, though packets carry copies. */
  noteLoss(): void {
    const { copiesKeep } = JITTER_CONFIG
    this.#lost = this.#lost * copiesKeep + 1
    this.#mended *= copiesKeep
  }

  /** There was a copy of such a frame, be it too late. */
  noteMended(): void {
    this.#mended = Math.min(this.#mended + 1, this.#lost)
  }

  /** Lets go of what was not needed of late. */
  forget(nowMs: number): void {
    const { copiesHoldMs, copiesLost, copiesWorth, copiesWorthless } = JITTER_CONFIG
    const since = nowMs - copiesHoldMs
    while (this.#age > 0 && (this.#neededMs[this.#age] ?? 0) < since) this.#age -= 1
    if (this.#lost < copiesLost) return
    const share = this.#mended / this.#lost
    if (share < copiesWorthless) this.#isWorth = false
    else if (share > copiesWorth) this.#isWorth = true
  }
}
