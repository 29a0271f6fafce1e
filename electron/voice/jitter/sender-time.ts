import { distance } from '../packet/sequence-number.ts'
import { millisecondsOf } from '../units.ts'

/** The sender's clock in milliseconds since the first packet, out of timestamps that wrap. */
export class SenderTime {
  #timestamp = 0
  #ms = 0
  #started = false

  /** Follows the clock to this timestamp; answers it in ms. */
  follow(timestamp: number): number {
    this.#ms = this.#started ? this.of(timestamp) : 0
    this.#timestamp = timestamp
    this.#started = true
    return this.#ms
  }

  /** A timestamp within half a wrap of the last one followed, ms. */
  of(timestamp: number): number {
    return this.#ms + millisecondsOf(distance(this.#timestamp, timestamp))
  }
}
