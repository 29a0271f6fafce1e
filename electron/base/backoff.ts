import type { Random } from './random.ts'

/** Growing, jittered delays between tries. */
export interface BackoffConfig {
  /** First delay, ms. */
  readonly firstMs: number
  /** No delay is longer, ms. */
  readonly mostMs: number
  /** Each delay is this many times the one before. */
  readonly factor: number
  /** Share of a delay that chance decides, 0..1, so that many clients do not come back at once. */
  readonly jitter: number
}

export class Backoff {
  readonly #config: BackoffConfig
  readonly #random: Random
  #attempt = 0

  constructor(config: BackoffConfig, random: Random) {
    this.#config = config
    this.#random = random
  }

  /** Tries so far. */
  get attempt(): number {
    return this.#attempt
  }

  /** The delay before the next try, ms. */
  next(): number {
    const { firstMs, mostMs, factor, jitter } = this.#config
    const delay = Math.min(mostMs, firstMs * factor ** this.#attempt)
    this.#attempt += 1
    return delay * (1 - jitter * this.#random.fraction())
  }

  /** After a success. */
  reset(): void {
    this.#attempt = 0
  }
}
