import { JITTER_CONFIG } from './config.ts'

/**
 * Tells a standing excess of delay from a burst: the shortest wait of any packet within a window. Clocks that drift
 * apart, and stalls of either end, leave such an excess, which would stay for good.
 */
export class SlackWatch {
  #startedMs = 0
  #least = Infinity

  /** Notes how long a packet waited; answers the window's shortest wait when one is complete, else undefined. */
  observe(waitedMs: number, nowMs: number): number | undefined {
    if (waitedMs < this.#least) this.#least = waitedMs
    if (nowMs - this.#startedMs < JITTER_CONFIG.trimWindowMs) return undefined
    const least = this.#least
    this.restart(nowMs)
    return least
  }

  restart(nowMs: number): void {
    this.#startedMs = nowMs
    this.#least = Infinity
  }
}
