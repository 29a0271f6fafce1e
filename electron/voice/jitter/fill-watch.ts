import { JITTER_CONFIG } from './config.ts'

/**
 * Tells a standing excess of buffered sound from a burst: the smallest fill within a window. Clocks that drift
 * apart, and stalls of this end, leave such an excess, which would stay as delay for good.
 */
export class FillWatch {
  #startedMs = 0
  #least = Infinity
  #running = false

  /** Notes the fill at `nowMs`; answers the window's smallest fill when one is complete, else undefined. */
  observe(fillMs: number, nowMs: number): number | undefined {
    if (!this.#running) this.restart(nowMs)
    if (fillMs < this.#least) this.#least = fillMs
    if (nowMs - this.#startedMs < JITTER_CONFIG.trimWindowMs) return undefined
    const least = this.#least
    this.restart(nowMs)
    return least
  }

  restart(nowMs: number): void {
    this.#running = true
    this.#startedMs = nowMs
    this.#least = Infinity
  }
}
