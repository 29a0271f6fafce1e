import { JITTER_CONFIG } from './config.ts'

/** What a correction may touch: quiet only; speech as well, where a cut is not heard; anything. */
export type Stretchable = 'quiet' | 'voiced' | 'any'

/**
 * Compares when frames are played with when they should be, and decides on corrections. Small differences wait for
 * quiet, larger ones may cost one correction within speech a minute, the largest are corrected at once.
 */
export class LevelControl {
  /** What the correction decided last may touch. */
  stretchable: Stretchable = 'quiet'
  /** Corrections that touched speech so far. */
  corrections = 0
  readonly #quietExcessMs: number
  #excessMs = 0
  #fresh = true
  #correcting = false
  #catchesUp = false
  /** Whether the correction under way has touched speech. */
  #heard = false
  #endedMs = -Infinity

  /** `near`: for a speaker on the same quiet network. */
  constructor({ near = false } = {}) {
    this.#quietExcessMs = near ? JITTER_CONFIG.quietExcessNearMs : JITTER_CONFIG.quietExcessMs
  }

  /** Filtered time above (positive) or below target, ms. */
  get excessMs(): number {
    return this.#excessMs
  }

  /**
   * Sound begins: what was before says nothing about it. With `catchesUp`, as where a spurt begins with what was said
   * before its gate opened, more than a little excess is taken away at once.
   */
  restart(catchesUp = false): void {
    this.#fresh = true
    this.#catchesUp = catchesUp
    this.#correcting = false
  }

  /** Notes how far above (positive) or below target a frame is played, ms, and answers what should be done with it. */
  decide(excessMs: number, nowMs: number): 'normal' | 'accelerate' | 'expand' {
    // A lack ends by whole blocks: what the filter remembers of it would be made up for once more.
    const jumped = this.#excessMs < 0 && excessMs >= 0
    this.#excessMs += (excessMs - this.#excessMs) * (this.#fresh || jumped ? 1 : JITTER_CONFIG.excessGain)
    this.#fresh = false
    const excess = this.#excessMs
    const { quietLackMs } = JITTER_CONFIG
    this.#follow(excess, nowMs)
    if (excess >= this.#quietExcessMs || (this.#correcting && excess > 0)) return 'accelerate'
    if (-excess >= quietLackMs || (this.#correcting && excess < 0)) return 'expand'
    return 'normal'
  }

  /** A piece made it so much longer (positive) or shorter, ms, in speech or in quiet. */
  corrected(byMs: number, voiced: boolean): void {
    if (byMs < 0) this.#excessMs += byMs
    if (voiced && !this.#heard) this.corrections += 1
    if (voiced) this.#heard = true
  }

  #follow(excess: number, nowMs: number): void {
    const config = JITTER_CONFIG
    const urgent = excess >= config.urgentExcessMs || -excess >= config.urgentLackMs
    const worth = excess >= config.voicedExcessMs || -excess >= config.voicedLackMs
    if (this.#correcting && Math.abs(excess) < config.correctedMs) {
      this.#correcting = false
      if (this.#heard) this.#endedMs = nowMs
      this.#heard = false
    }
    if (this.#catchesUp && excess >= config.voicedExcessMs) this.#correcting = true
    this.#catchesUp = false
    if (urgent || (worth && nowMs - this.#endedMs >= config.voicedApartMs)) this.#correcting = true
    const forced = excess >= config.forcedExcessMs
    this.stretchable = forced ? 'any' : this.#correcting ? 'voiced' : 'quiet'
  }
}
