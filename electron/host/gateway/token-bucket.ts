import type { Clock } from '../../base/clock.ts'

/** How much of a thing one guest may do. */
export interface BucketConfig {
  /** At once, after a rest. */
  readonly burst: number
  /** In the long run. */
  readonly perSecond: number
}

/** A token bucket: fills steadily, is emptied by use. */
export class TokenBucket {
  readonly #config: BucketConfig
  readonly #clock: Clock
  #tokens: number
  #at: number

  constructor(config: BucketConfig, clock: Clock) {
    this.#config = config
    this.#clock = clock
    this.#tokens = config.burst
    this.#at = clock.nowMs()
  }

  /** Takes so many tokens; false, and takes none, where there are fewer. */
  take(count = 1): boolean {
    this.#fill()
    if (this.#tokens < count) return false
    this.#tokens -= count
    return true
  }

  /** Seconds until a token is there, rounded up to a tenth. */
  waitS(): number {
    this.#fill()
    const missing = Math.max(0, 1 - this.#tokens)
    return Math.ceil((missing / this.#config.perSecond) * 10) / 10
  }

  #fill(): void {
    const now = this.#clock.nowMs()
    const grown = ((now - this.#at) / 1000) * this.#config.perSecond
    this.#tokens = Math.min(this.#config.burst, this.#tokens + grown)
    this.#at = now
  }
}
