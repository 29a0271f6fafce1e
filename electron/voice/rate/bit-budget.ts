import { RATE_CONFIG } from './config.ts'

/** How the line to the listeners did since the report before. */
export interface LineNews {
  /** Share of packets lost, 0..1. */
  readonly loss: number
  /** Standing delay above its floor, ms. */
  readonly delayMs: number
  /** Bits per second sent, packets included. */
  readonly sentBps: number
}

/**
 * Bits per second that the line carries, packets included. Nothing limits it until the line was full once: then less
 * than what got through is sent, at once, and more is tried slowly. Loss alone is no full line: it is a full line
 * where packets also come later and later.
 */
export class BitBudget {
  #limit = Infinity
  /** What was sent when the line was full last. */
  #ceiling = Infinity
  #decreasedMs = -Infinity
  #observedMs = -Infinity
  #delayMs = 0
  /** Of the report before. */
  #sentBps = 0

  /** Bits per second; Infinity where no limit is known. */
  get limit(): number {
    return this.#limit
  }

  /** Takes a report; `most` is what would ever be sent. Answers whether the line is full. */
  observe(news: LineNews, most: number, nowMs: number): boolean {
    const full = news.loss >= RATE_CONFIG.congestedLoss && news.delayMs >= RATE_CONFIG.congestedDelayMs
    const filling =
      news.delayMs >= RATE_CONFIG.fillingDelayMs &&
      news.delayMs >= this.#delayMs + RATE_CONFIG.fillingGrowthMs
    if (full || filling) this.#decrease(news, nowMs)
    else if (news.delayMs < RATE_CONFIG.calmDelayMs) this.#increase(most, nowMs)
    this.#observedMs = nowMs
    this.#delayMs = news.delayMs
    this.#sentBps = news.sentBps
    return full
  }

  /** Another path: what is known of the one before holds no more. */
  reset(): void {
    this.#limit = Infinity
    this.#ceiling = Infinity
    this.#decreasedMs = -Infinity
    this.#delayMs = 0
  }

  #decrease({ loss, sentBps }: LineNews, nowMs: number): void {
    if (nowMs - this.#decreasedMs < RATE_CONFIG.decreaseHoldMs) return
    const { decreaseShare, decreaseLeast, decreaseMost, budgetLeast } = RATE_CONFIG
    // What listeners tell is of a second ago: the plan may have changed since.
    const sent = Math.max(budgetLeast, Math.min(this.#limit, Math.max(sentBps, this.#sentBps)))
    const share = Math.min(decreaseMost, Math.max(decreaseLeast, (1 - loss) * decreaseShare))
    this.#ceiling = sent * Math.min(1, 1 - loss)
    this.#limit = Math.max(budgetLeast, sent * share)
    this.#decreasedMs = nowMs
  }

  #increase(most: number, nowMs: number): void {
    if (this.#limit === Infinity || nowMs - this.#decreasedMs < RATE_CONFIG.increaseAfterMs) return
    const { increase, increaseNear, nearFrom, nearTo } = RATE_CONFIG
    const isNear = this.#limit >= this.#ceiling * nearFrom && this.#limit <= this.#ceiling * nearTo
    const seconds = Math.min(1, (nowMs - this.#observedMs) / 1000)
    this.#limit *= 1 + seconds * (isNear ? increaseNear : increase)
    if (this.#limit >= most) this.reset()
  }
}
