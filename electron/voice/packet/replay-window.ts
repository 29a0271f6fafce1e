import type { DropReason } from '../../contract/media.ts'
import { PACKET_CONFIG } from './config.ts'

const BITS_PER_WORD = 32
const NOTHING_YET = -1

/**
 * Which sequence numbers of one source have been accepted: the newest, and a bit for each of the window before it
 * (the sliding window of RFC 6479). Ask `check` before the packet is opened and tell `accept` only after its tag
 * fitted, so that a forger cannot move the window.
 *
 * Sequence numbers do not wrap here: under one session they only grow (PROTOCOL.md), so a number far below the
 * newest is old, never a new one that came round.
 */
export class ReplayWindow {
  readonly #size = PACKET_CONFIG.replayWindow
  readonly #words = new Int32Array(PACKET_CONFIG.replayWindow / BITS_PER_WORD)
  #newest = NOTHING_YET

  /** Why a packet with this number must be refused, or undefined where it is fresh. Changes nothing. */
  check(sequence: number): DropReason | undefined {
    if (sequence > this.#newest) return undefined
    if (this.#newest - sequence >= this.#size) return 'too-old'
    return this.#has(sequence) ? 'replayed' : undefined
  }

  /** Marks a number that `check` found fresh. */
  accept(sequence: number): void {
    if (sequence > this.#newest) this.#moveTo(sequence)
    const place = sequence % this.#size
    const word = (place / BITS_PER_WORD) | 0
    this.#words[word] = this.#word(word) | (1 << (place % BITS_PER_WORD))
  }

  /** Forgets everything, for a new session. */
  reset(): void {
    this.#newest = NOTHING_YET
    this.#words.fill(0)
  }

  #moveTo(sequence: number): void {
    if (sequence - this.#newest >= this.#size) this.#words.fill(0)
    else for (let skipped = this.#newest + 1; skipped <= sequence; skipped += 1) this.#clear(skipped)
    this.#newest = sequence
  }

  #clear(sequence: number): void {
    const place = sequence % this.#size
    const word = (place / BITS_PER_WORD) | 0
    this.#words[word] = this.#word(word) & ~(1 << (place % BITS_PER_WORD))
  }

  #has(sequence: number): boolean {
    const place = sequence % this.#size
    return (this.#word((place / BITS_PER_WORD) | 0) & (1 << (place % BITS_PER_WORD))) !== 0
  }

  #word(index: number): number {
    return this.#words[index] ?? 0
  }
}
