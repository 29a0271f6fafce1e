import { advance } from '../packet/sequence-number.ts'

const NONE = -1

/** A set of sequence numbers that keeps the last few: each takes the place of the one `capacity` before it. */
export class RecentNumbers {
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

  has(sequence: number): boolean {
    return this.#numbers[sequence & this.#mask] === advance(sequence, 0)
  }

  /** Whether the number was in here; it is not any more. */
  remove(sequence: number): boolean {
    if (!this.has(sequence)) return false
    this.#numbers[sequence & this.#mask] = NONE
    return true
  }

  clear(): void {
    this.#numbers.fill(NONE)
  }
}
