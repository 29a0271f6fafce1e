import { distance } from '../packet/sequence-number.ts'
import { RECORD_CONFIG } from './config.ts'

/** A stretch of a sender's clock: in it, the fastest packet was this late on the host's. */
interface Window {
  /** Number of its first packet: timestamps may begin anew, numbers never do. */
  readonly sequence: number
  readonly from: number
  to: number
  least: number
  /** Whether the clock before was another. */
  readonly begins: boolean
}

/**
 * What a sender's clock says in the host's time. Packets are late by what the network does; the fastest of every ten
 * seconds are not, and between them the difference of the two clocks goes on evenly. Built in one pass over all packets,
 * asked in a second one, in the same order.
 *
 *      host's time                .  late packets
 *          |              .      x'
 *          |     .   .     . x'         x'  the fastest of a window
 *          | . x'  .     x'
 *          +------------------------- sender's timestamps, unwrapped
 */
export class SessionClock {
  readonly #windows: Window[] = []
  #last: number | undefined
  #long = 0

  /** Takes a packet: its number, its timestamp and length, and when it came, in samples of the sender's and the host's clock. */
  learn(sequence: number, timestamp: number, samples: number, arrival: number): void {
    const time = this.unwrap(timestamp)
    const late = arrival - samples - time
    const window = this.#windows.at(-1)
    const jumps = window !== undefined && Math.abs(late - window.least) > RECORD_CONFIG.clockJumpSamples
    if (window === undefined || jumps || time - window.from > RECORD_CONFIG.clockWindowSamples) {
      const begins = window === undefined || jumps
      this.#windows.push({ sequence, from: time, to: time, least: late, begins })
      return
    }
    window.to = Math.max(window.to, time)
    window.least = Math.min(window.least, late)
  }

  /** Everything has been learnt: from here on `unwrap` and `place` are asked for the same packets once more. */
  settle(): void {
    this.#last = undefined
    const least = this.#windows.map((_, index) => this.#leastAround(index))
    for (const [index, window] of this.#windows.entries()) window.least = least[index] ?? window.least
  }

  /** The long form of a timestamp that wraps; each is near the one before. */
  unwrap(timestamp: number): number {
    this.#long = this.#last === undefined ? timestamp : this.#long + distance(this.#last, timestamp)
    this.#last = timestamp
    return this.#long
  }

  /** Where on the host's clock the first sample of a packet was said; `time` is its timestamp as `unwrap` gives it. */
  place(sequence: number, time: number): number {
    const index = this.#windowOf(sequence)
    const window = this.#windows[index]
    if (window === undefined) return time
    const middle = middleOf(window)
    const next = this.#windows[time < middle ? index - 1 : index + 1]
    const isOther = next === undefined || (time < middle ? window.begins : next.begins)
    if (isOther) return time + window.least
    const share = (time - middle) / (middleOf(next) - middle || 1)
    return time + window.least + (next.least - window.least) * Math.min(1, Math.max(0, share))
  }

  /** A window may have seen no fast packet, its neighbours have. */
  #leastAround(index: number): number {
    const window = this.#windows[index]
    const [before, after] = [this.#windows[index - 1], this.#windows[index + 1]]
    const least = window?.least ?? 0
    return Math.min(
      least,
      window?.begins === false && before !== undefined ? before.least : least,
      after?.begins === false ? after.least : least,
    )
  }

  /** The last window that begins at or before the packet. */
  #windowOf(sequence: number): number {
    let index = this.#windows.length - 1
    while (index > 0 && (this.#windows[index]?.sequence ?? 0) > sequence) index -= 1
    return Math.max(0, index)
  }
}

function middleOf({ from, to }: Window): number {
  return (from + to) / 2
}
