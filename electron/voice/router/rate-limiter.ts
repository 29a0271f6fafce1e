import type { RouterConfig } from './config.ts'

/** Two token buckets of one source, packets and bytes. Starts full. */
export class RateLimiter {
  readonly #config: RouterConfig
  #packets: number
  #bytes: number
  #filledMs: number

  constructor(config: RouterConfig, nowMs: number) {
    this.#config = config
    this.#packets = config.packetBurst
    this.#bytes = config.byteBurst
    this.#filledMs = nowMs
  }

  /** Takes the price of one packet; false, and nothing taken, where either bucket lacks it. */
  charge(bytes: number, nowMs: number): boolean {
    this.#fill(nowMs)
    if (this.#packets < 1 || this.#bytes < bytes) return false
    this.#packets -= 1
    this.#bytes -= bytes
    return true
  }

  #fill(nowMs: number): void {
    const seconds = (nowMs - this.#filledMs) / 1000
    if (seconds <= 0) return
    const { packetsPerSecond, packetBurst, bytesPerSecond, byteBurst } = this.#config
    this.#packets = Math.min(packetBurst, this.#packets + seconds * packetsPerSecond)
    this.#bytes = Math.min(byteBurst, this.#bytes + seconds * bytesPerSecond)
    this.#filledMs = nowMs
  }
}
