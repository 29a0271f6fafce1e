import { PIPELINE_CONFIG } from './config.ts'

/** Pings that may be unanswered at the same time and still be told apart; a power of two. */
const PINGS = 16

/** Compares what a guest has sent with what the host has got of it, from ping to pong. */
export class UplinkCount {
  readonly #times = new Float64Array(PINGS).fill(NaN)
  readonly #sent = new Float64Array(PINGS)
  #next = 0
  /** Totals at the pong that the next share is counted from; undefined before the first. */
  #base: { sent: number; received: number } | undefined

  /** A ping goes out after so many voice packets. */
  ping(timeMs: number, sent: number): void {
    this.#times[this.#next] = timeMs
    this.#sent[this.#next] = sent
    this.#next = (this.#next + 1) % PINGS
  }

  /** Its pong says how many the host has: the share lost since the last answer, 0..1; null where too few went out. */
  pong(timeMs: number, received: number): number | null {
    const place = this.#times.indexOf(timeMs)
    if (place < 0) return null
    const sent = this.#sent[place] ?? 0
    this.#times[place] = NaN
    const base = this.#base
    // Fewer than before: an answer overtaken by a later one, or a host that began to count anew.
    if (base === undefined || sent < base.sent || received < base.received) {
      this.#base = { sent, received }
      return null
    }
    const went = sent - base.sent
    if (went < PIPELINE_CONFIG.reportLeastPackets) return null
    this.#base = { sent, received }
    return Math.max(0, 1 - (received - base.received) / went)
  }

  /** Another session. */
  reset(): void {
    this.#times.fill(NaN)
    this.#base = undefined
  }
}
