import { advance } from '../packet/sequence-number.ts'

const NONE = -1

/**
 * Sequence numbers whose time passed without them, the last few. When such a packet comes after all it was late,
 * not lost; one that is not in here has been played and is a duplicate.
 */
export class MissedNumbers {
  readonly #mask: number
  readonly #numbers: Float64Array

  /** `capacity` is a power of two. */
  constructor(capacity: number) {
    this.#mask = capacity - 1
    this.#numbers = new Float64Array(capacity).fill(NONE)
  }

  add(sequence: number): void {
    this.#numbers[sequence & this.#mask] = advance(sequence, 0)
  }

  /** Whether the number was missed; asked once, it is forgotten. */
  remove(sequence: number): boolean {
    const slot = sequence & this.#mask
    if (this.#numbers[slot] !== advance(sequence, 0)) return false
    this.#numbers[slot] = NONE
    return true
  }

  clear(): void {
    this.#numbers.fill(NONE)
  }
}
