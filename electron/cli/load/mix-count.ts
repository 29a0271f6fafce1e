import { Histogram } from './histogram.ts'
import type { VoiceSums } from './voice-count.ts'

/** Frames of a channel under way at a time, at the most: 20 s. */
const RECENT = 1024

/** The mix of one channel. */
class Mix {
  /** Frames that count, by number; `last` grows until the count is ended. */
  readonly first: number
  last = -1
  delivered = 0
  /** When the first listener got each of the frames of late, ms. */
  readonly cameMs = new Float64Array(RECENT).fill(Infinity)

  constructor(first: number) {
    this.first = first
  }

  advance(sequence: number): void {
    for (let passed = Math.max(this.last, sequence - RECENT) + 1; passed <= sequence; passed += 1)
      this.cameMs[passed % RECENT] = Infinity
    this.last = sequence
  }

  /** How long after the first listener this one got a frame, ms. */
  laterMs(sequence: number, cameMs: number): number {
    const place = sequence % RECENT
    const firstMs = Math.min(this.cameMs[place] ?? Infinity, cameMs)
    this.cameMs[place] = firstMs
    return cameMs - firstMs
  }
}

/**
 * Counts the frames of mixes that the host makes, by channel and number: each listener who is silent should have each
 * frame from the first that came after `begin` to the last that came before `end`, whichever of them got it. Who talks has
 * frames of its own, and none while nobody else does: there a gap is a loss unless the frame behind it begins a spurt.
 */
export class MixCount {
  /** How much later than the first of its listeners each got a frame, ms. */
  readonly later = new Histogram()
  readonly #newest = new Map<number, number>()
  readonly #mixes = new Map<number, Mix>()
  /** Of talkers: the number that came last. */
  readonly #own = new Map<number, number>()
  #ownOffered = 0
  #ownDelivered = 0
  #isCounting = false
  #hasEnded = false

  /** Frames that come for the first time from now on count. */
  begin(): void {
    this.#isCounting = true
  }

  /** Frames that come for the first time from now on count no more; those that somebody has still do. */
  end(): void {
    this.#hasEnded = true
  }

  /** A silent listener in this channel got a frame that it did not have. */
  deliver(channelId: number, sequence: number, cameMs: number): void {
    if (sequence > (this.#newest.get(channelId) ?? -1) && !this.#hasEnded) this.#advance(channelId, sequence)
    const mix = this.#mixes.get(channelId)
    if (mix === undefined || sequence < mix.first || sequence > mix.last) return
    mix.delivered += 1
    this.later.add(mix.laterMs(sequence, cameMs))
  }

  /** A talker got a frame that it did not have. */
  deliverOwn(source: number, sequence: number, beginsSpurt: boolean): void {
    if (!this.#isCounting || this.#hasEnded) return
    const before = this.#own.get(source)
    this.#own.set(source, Math.max(sequence, before ?? 0))
    this.#ownDelivered += 1
    if (before === undefined || beginsSpurt) this.#ownOffered += 1
    else this.#ownOffered += Math.max(0, sequence - before)
  }

  /** Whether a channel has come down as a mix. */
  has(channelId: number): boolean {
    return this.#newest.has(channelId)
  }

  /** `listeners`: how many silent ones there are in a channel. */
  sums(listeners: (channelId: number) => number): VoiceSums {
    let [offered, delivered] = [this.#ownOffered, this.#ownDelivered]
    for (const [channelId, mix] of this.#mixes) {
      offered += (mix.last - mix.first + 1) * listeners(channelId)
      delivered += mix.delivered
    }
    return { offered, delivered }
  }

  #advance(channelId: number, sequence: number): void {
    this.#newest.set(channelId, sequence)
    if (!this.#isCounting) return
    const mix = this.#mixes.get(channelId) ?? new Mix(sequence)
    this.#mixes.set(channelId, mix)
    mix.advance(sequence)
  }
}
