import { JITTER_CONFIG } from './config.ts'
import { CopyWait } from './copy-wait.ts'
import { DelayFloor } from './delay-floor.ts'
import { DelayHistogram } from './delay-histogram.ts'

/**
 * How long after the fastest packets the others are played, ms. Follows a quantile of the delays above the floor:
 * up at once when enough packets come late, down as they are forgotten. What one packet in a hundred does is left to
 * concealment. Copies of earlier frames come as many frames later as they are old: while such are
 * needed that is added; the quantile would let go of it after every loss, and the delay go up and down.
 */
export class TargetDelay {
  /** What is known of copies of earlier frames. */
  readonly copies = new CopyWait()
  readonly #leastMs: number
  readonly #marginMs: number
  readonly #quantile: number
  readonly #leastFrames: number
  readonly #floor = new DelayFloor()
  readonly #histogram = new DelayHistogram()
  #wantedMs = 0

  /** `near`: for a speaker on the same quiet network. */
  constructor({ near = false } = {}) {
    this.#leastMs = near ? JITTER_CONFIG.targetLeastNearMs : JITTER_CONFIG.targetLeastMs
    this.#quantile = near ? JITTER_CONFIG.delayQuantileNear : JITTER_CONFIG.delayQuantile
    this.#marginMs = near ? JITTER_CONFIG.targetMarginNearMs : JITTER_CONFIG.targetMarginMs
    this.#leastFrames = near ? 0 : 1
  }

  /** Takes a packet's delay (arrival less the sender's time, ms, of any origin) and its frame length. */
  observe(delayMs: number, frameMs: number, nowMs: number): void {
    if (!this.#floor.observe(delayMs, nowMs)) this.#histogram.shift(this.#floor.ms)
    this.copies.forget(nowMs)
    this.#histogram.add(delayMs, this.#floor.ms, frameMs)
    this.#wantedMs = this.#histogram.quantile(this.#quantile) + this.#marginMs
  }

  /** The stream jumped: the next delay begins a new floor, what is known of the path stays. */
  restart(delayMs: number, nowMs: number): void {
    this.#floor.restart(delayMs, nowMs)
    this.#histogram.shift(delayMs)
  }

  /** Whether a delay has been observed. */
  get known(): boolean {
    return this.#floor.ms !== Infinity
  }

  /** A delay above the fastest packets', ms; 0 before the first. */
  above(delayMs: number): number {
    return this.known ? delayMs - this.#floor.ms : 0
  }

  /**
   * Target for a stream of frames of the given length: at most what the ring holds, and at least one frame, so that the
   * packet that could mend a loss is there; near, nothing is lost.
   */
  ms(frameMs: number): number {
    const { targetMostMs, targetRingShare, ringPackets } = JITTER_CONFIG
    const most = Math.min(targetMostMs, targetRingShare * ringPackets * frameMs)
    return Math.max(
      this.#leastMs,
      this.#leastFrames * frameMs,
      Math.min(this.#wantedMs + this.copies.frames * frameMs, most),
    )
  }
}
