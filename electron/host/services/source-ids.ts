import type { Clock } from '../../base/clock.ts'

/** Ids are 16 bits; 0 is the host itself. */
const FIRST = 1
const LAST = 0xffff

/**
 * Gives out source ids in rotation. An id given back rests until every epoch under which it spoke is dead,
 * so that no packet of the one who left can be taken for one of the newcomer.
 */
export class SourceIds {
  readonly #clock: Clock
  readonly #restMs: number
  readonly #used = new Set<number>()
  /** When each id was given back, oldest first. */
  readonly #resting = new Map<number, number>()
  #next: number

  /** `first` is where the rotation begins. */
  constructor(options: { clock: Clock; restMs: number; first?: number }) {
    this.#clock = options.clock
    this.#restMs = options.restMs
    this.#next = options.first ?? FIRST
  }

  /** A free id; undefined where all are used or resting. */
  take(): number | undefined {
    this.#wake()
    for (let tries = FIRST; tries <= LAST; tries++) {
      const id = this.#next
      this.#next = id === LAST ? FIRST : id + 1
      if (this.#used.has(id) || this.#resting.has(id)) continue
      this.#used.add(id)
      return id
    }
    return undefined
  }

  give(id: number): void {
    if (!this.#used.delete(id)) throw new Error(`Source id ${String(id)} was not in use.`)
    this.#resting.set(id, this.#clock.nowMs())
  }

  #wake(): void {
    const rested = this.#clock.nowMs() - this.#restMs
    for (const [id, at] of this.#resting) {
      if (at > rested) return
      this.#resting.delete(id)
    }
  }
}
