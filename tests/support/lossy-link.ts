import type { Random } from '../../electron/base/random.ts'

/** What a link does to the datagrams of one direction. All chance comes from one seeded source. */
export interface Impairment {
  /** Share of datagrams lost at random, 0..1. */
  readonly loss?: number
  /** Bursts after Gilbert and Elliott: chance per datagram to enter and to leave the bad state, loss within it. */
  readonly burst?: { readonly enter: number; readonly leave: number; readonly loss: number }
  /** Constant delay, ms. */
  readonly delayMs?: number
  /** Further delay, uniform in 0..jitterMs; keeps the order unless `reorder` says otherwise. */
  readonly jitterMs?: number
  /** Share of datagrams that overtake those before them (they skip the jitter queue), 0..1. */
  readonly reorder?: number
  /** Share of datagrams delivered twice, 0..1. */
  readonly duplicate?: number
  /** Further deliveries of every datagram. */
  readonly copies?: number
  /** Bits per second; what waits longer than `queueMs` for its turn is dropped. */
  readonly bandwidth?: number
  /** Longest wait at a full line, ms; 200 unless given. */
  readonly queueMs?: number
}

/** What happened on a link. */
export interface LinkCounts {
  sent: number
  delivered: number
  lost: number
  duplicated: number
  overflowed: number
}

interface Flight<T> {
  readonly at: number
  readonly order: number
  readonly item: T
}

/**
 * One direction of a bad network, without a clock of its own: `send` at a time, `receive` what is due at a time.
 * The same seed and calls give the same deliveries.
 */
export class LossyLink<T> {
  readonly counts: LinkCounts = { sent: 0, delivered: 0, lost: 0, duplicated: 0, overflowed: 0 }
  readonly #random: Random
  readonly #flights: Flight<T>[] = []
  #impairment: Impairment
  #isBad = false
  #order = 0
  #lastAt = 0
  #lineFreeAt = 0

  constructor(impairment: Impairment, random: Random) {
    this.#impairment = impairment
    this.#random = random
  }

  /** From now on the link behaves so; what is under way is not touched. */
  change(impairment: Impairment): void {
    this.#impairment = impairment
  }

  /** Puts a datagram on the link. */
  send(item: T, bytes: number, nowMs: number): void {
    this.counts.sent += 1
    if (this.#isLost()) {
      this.counts.lost += 1
      return
    }
    const { duplicate = 0, copies = 0 } = this.#impairment
    this.#fly(item, bytes, nowMs)
    const more = copies + (duplicate > 0 && this.#random.fraction() < duplicate ? 1 : 0)
    for (let copy = 0; copy < more; copy += 1) {
      this.counts.duplicated += 1
      this.#fly(item, bytes, nowMs)
    }
  }

  /** Hands over everything that has arrived by `nowMs`, in the order of arrival. */
  receive(nowMs: number, deliver: (item: T, atMs: number) => void): void {
    for (let first = this.#flights[0]; first !== undefined && first.at <= nowMs; first = this.#flights[0]) {
      this.#flights.shift()
      this.counts.delivered += 1
      deliver(first.item, first.at)
    }
  }

  /** When the next datagram arrives, ms; Infinity where none is under way. */
  get nextMs(): number {
    return this.#flights[0]?.at ?? Infinity
  }

  #isLost(): boolean {
    const { loss = 0, burst } = this.#impairment
    if (burst !== undefined) {
      const turn = this.#isBad ? burst.leave : burst.enter
      if (this.#random.fraction() < turn) this.#isBad = !this.#isBad
      if (this.#isBad && this.#random.fraction() < burst.loss) return true
    }
    return loss > 0 && this.#random.fraction() < loss
  }

  #fly(item: T, bytes: number, nowMs: number): void {
    const { delayMs = 0, jitterMs = 0, reorder = 0 } = this.#impairment
    const left = this.#lineLeft(bytes, nowMs)
    if (left === undefined) {
      this.counts.overflowed += 1
      return
    }
    if (reorder > 0 && this.#random.fraction() < reorder) {
      this.#insert({ at: left + delayMs, order: this.#order++, item })
      return
    }
    const at = Math.max(this.#lastAt, left + delayMs + jitterMs * this.#random.fraction())
    this.#lastAt = at
    this.#insert({ at, order: this.#order++, item })
  }

  /** When the last bit has left the sender; undefined where the queue is too long. */
  #lineLeft(bytes: number, nowMs: number): number | undefined {
    const { bandwidth, queueMs = 200 } = this.#impairment
    if (bandwidth === undefined) return nowMs
    const begin = Math.max(nowMs, this.#lineFreeAt)
    if (begin - nowMs > queueMs) return undefined
    this.#lineFreeAt = begin + (bytes * 8 * 1000) / bandwidth
    return this.#lineFreeAt
  }

  #insert(flight: Flight<T>): void {
    let place = this.#flights.length
    while (place > 0 && isAfter(this.#flights[place - 1], flight)) place -= 1
    this.#flights.splice(place, 0, flight)
  }
}

function isAfter(a: Flight<unknown> | undefined, b: Flight<unknown>): boolean {
  return a !== undefined && (a.at > b.at || (a.at === b.at && a.order > b.order))
}
