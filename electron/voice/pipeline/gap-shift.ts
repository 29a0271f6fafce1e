import { FLAGS, type PacketHeader } from '../packet/header.ts'
import { advance } from '../packet/sequence-number.ts'

/**
 * Closes the gaps that a host announces: packets it kept to itself are no loss. Numbers behind a gap are moved up to
 * those before it, and the first one there begins a spurt.
 *
 *     sent       7 8 9 10 11 12 13       forwarded  7 8 . . . 12 13, gap of 9 to 11       heard  7 8 9* 10
 */
export class GapShift {
  #first = 0
  #end = 0
  #before = 0
  #after = 0
  #newest = -1
  #begins = false

  /** Packets from `first` on, so many, will not come. Nothing happens where later ones have come already. */
  note(first: number, count: number): void {
    const end = first + count
    if (first < this.#end || this.#newest >= end) return
    this.#before = this.#after
    this.#after += count
    this.#first = first
    this.#end = end
    this.#begins = true
  }

  /** Gives a packet the number it would have without gaps; false for one that was not to come. */
  apply(header: PacketHeader): boolean {
    const { sequence } = header
    if (sequence > this.#newest) this.#newest = sequence
    if (sequence >= this.#end) {
      header.sequence = advance(sequence, -this.#after)
      if (this.#begins) header.flags |= FLAGS.spurtStart
      this.#begins = false
      return true
    }
    if (sequence >= this.#first) return false
    header.sequence = advance(sequence, -this.#before)
    return true
  }
}
