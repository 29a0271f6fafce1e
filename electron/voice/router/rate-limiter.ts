import { MOST_PAYLOAD_BYTES } from '../packet/header.ts'
import type { RouterConfig } from './config.ts'

const BITS_PER_BYTE = 8
const MS_PER_SECOND = 1_000

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

/** A token bucket of one source for the bitrate that its channel allows. Starts full, whatever the cap. */
export class CapLimiter {
  readonly #config: RouterConfig
  #bytes = Infinity
  #filledMs: number

  constructor(config: RouterConfig, nowMs: number) {
    this.#config = config
    this.#filledMs = nowMs
  }

  /** Takes the price of a payload under a cap, bits per second, 0 for none; false, and nothing taken, where it lacks. */
  charge(cap: number, payloadBytes: number, nowMs: number): boolean {
    if (cap === 0) return true
    const { capTolerance, capBurstMs, capLeast, capFreeBytes } = this.#config
    const bytesPerMs = (Math.max(cap, capLeast) * capTolerance) / BITS_PER_BYTE / MS_PER_SECOND
    // One packet, however large, always has room.
    const most = Math.max(MOST_PAYLOAD_BYTES, bytesPerMs * capBurstMs)
    this.#bytes = Math.min(most, this.#bytes + Math.max(0, nowMs - this.#filledMs) * bytesPerMs)
    this.#filledMs = Math.max(nowMs, this.#filledMs)
    const price = Math.max(0, payloadBytes - capFreeBytes)
    if (this.#bytes < price) return false
    this.#bytes -= price
    return true
  }
}

/** Follows whether a source goes on sending more than it may. */
export class Excess {
  readonly #config: RouterConfig
  #sinceMs = -Infinity
  #lastMs = -Infinity
  #told: 'nothing' | 'first' | 'most' = 'nothing'

  constructor(config: RouterConfig) {
    this.#config = config
  }

  /** Something was dropped; answers what the member, or the host, should hear of now. */
  note(nowMs: number): 'first' | 'most' | undefined {
    const { excessCalmMs, excessToldMs, excessMostMs } = this.#config
    if (nowMs - this.#lastMs > excessCalmMs) {
      this.#sinceMs = nowMs
      this.#told = 'nothing'
    }
    this.#lastMs = nowMs
    const lastsMs = nowMs - this.#sinceMs
    const stage = lastsMs >= excessMostMs ? 'most' : lastsMs >= excessToldMs ? 'first' : 'nothing'
    if (stage === this.#told || stage === 'nothing') return undefined
    this.#told = stage
    return stage
  }
}
