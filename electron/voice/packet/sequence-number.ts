/**
 * Arithmetic of 32-bit numbers that wrap: timestamps, and sequence numbers as receivers order them.
 * "After" is the shorter way round, as in RFC 1982.
 */

const MODULUS = 2 ** 32

/** How far `to` lies after `from`: -2^31 .. 2^31-1. */
export function distance(from: number, to: number): number {
  return (to - from) | 0
}

/** Whether `a` comes after `b`; false for equal ones. */
export function isAfter(a: number, b: number): boolean {
  return distance(b, a) > 0
}

/** The number `by` steps after `number`, 0..2^32-1; `by` may be negative. */
export function advance(number: number, by: number): number {
  return (number + by) >>> 0
}

/** Turns numbers that wrap into a count that does not, by taking each as near as it can to the one before. */
export class Unwrapper {
  #last: number | undefined

  /** The long form of `number`: the first as it is, later ones within 2^31 of the newest before. May be negative. */
  unwrap(number: number): number {
    if (this.#last === undefined) {
      this.#last = number
      return number
    }
    const long = this.#last + distance(this.#last % MODULUS, number)
    if (long > this.#last) this.#last = long
    return long
  }

  /** Forgets the past. */
  reset(): void {
    this.#last = undefined
  }
}
