import { distance } from '../packet/sequence-number.ts'
import { millisecondsOf } from '../units.ts'
import { JITTER_CONFIG } from './config.ts'

/** Inter-arrival jitter after RFC 3550 section 6.4.1: how unevenly packets come that were sent evenly. */
export class Interarrival {
  #jitterMs = 0
  #lastArrivalMs = 0
  #lastTimestamp = 0
  #started = false

  /** The estimate, ms. */
  get jitterMs(): number {
    return this.#jitterMs
  }

  /** Takes a packet's arrival and its timestamp (samples, wraps). */
  observe(arrivalMs: number, timestamp: number): void {
    if (this.#started) {
      const sentApart = millisecondsOf(distance(this.#lastTimestamp, timestamp))
      const difference = Math.abs(arrivalMs - this.#lastArrivalMs - sentApart)
      this.#jitterMs += (difference - this.#jitterMs) * JITTER_CONFIG.jitterGain
    }
    this.#started = true
    this.#lastArrivalMs = arrivalMs
    this.#lastTimestamp = timestamp
  }

  /** Begins anew; the estimate stays, since the path is the same. */
  restart(): void {
    this.#started = false
  }
}
