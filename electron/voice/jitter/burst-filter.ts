import { JITTER_CONFIG } from './config.ts'

/**
 * Sound from before a spurt comes in one burst, each packet a frame less late than the one before it: the sender had
 * kept them, the path had not. Only from the last of them on delays tell about the path.
 *
 *     arrival - sender's time, ms    60  50  40  30  20  10   0   1   0   ...
 *                                     held back             | learnt
 */
export class BurstFilter {
  #sinceMs = NaN
  #heldMs = NaN

  /** Delay that waits to be known as the path's, ms; NaN for none. */
  get heldMs(): number {
    return this.#heldMs
  }

  /** A spurt begins with a packet sent at `sentMs` by its sender's clock. */
  begin(delayMs: number, sentMs: number): void {
    this.#sinceMs = sentMs
    this.#heldMs = delayMs
  }

  /** Takes the next packet; whether it is held back as well, in place of the one before. */
  holds(delayMs: number, sentMs: number, frameMs: number): boolean {
    const { burstMostMs } = JITTER_CONFIG
    // Both are NaN, and this false, where no spurt has just begun.
    const isBurst = delayMs <= this.#heldMs - frameMs / 2 && sentMs - this.#sinceMs <= burstMostMs
    if (isBurst) this.#heldMs = delayMs
    return isBurst
  }

  /** The burst is over. */
  end(): void {
    this.#heldMs = NaN
  }
}
