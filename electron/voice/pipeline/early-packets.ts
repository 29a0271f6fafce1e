import type { DropReason } from '../../contract/media.ts'
import { PIPELINE_CONFIG } from './config.ts'

/** A packet that waits for what opens it. */
interface Early {
  readonly bytes: Uint8Array
  readonly arrivedMs: number
  readonly reason: DropReason
}

/**
 * Packets that came before what opens them. Keys and members are told over the control channel, voice takes UDP; a sender
 * uses a fresh key at once, and a listener may get it later: it is further down the host's list, or its connection had to
 * send a segment again. Its packets are kept until the key is there, and then count as of when they came.
 *
 *   control  ----------------- key 2 -->
 *   UDP      (1)  (2)  (2)  (2)   |  (2)
 *                  keep ......... retry
 */
export class EarlyPackets {
  readonly #onGone: (reason: DropReason) => void
  #waiting: Early[] = []

  /** `onGone` is told of each that nothing came for, with the reason given when it was kept. */
  constructor(onGone: (reason: DropReason) => void) {
    this.#onGone = onGone
  }

  /** Keeps a copy. Where too many wait the oldest gives way. */
  keep(bytes: Uint8Array, offset: number, length: number, arrivedMs: number, reason: DropReason): void {
    if (this.#waiting.length >= PIPELINE_CONFIG.earlyMost) this.#giveUp(1)
    this.#waiting.push({ bytes: bytes.slice(offset, offset + length), arrivedMs, reason })
  }

  /** Keys or members are new: hands out what waits, in order; `take` may keep it again. */
  retry(take: (bytes: Uint8Array, arrivedMs: number) => void): void {
    if (this.#waiting.length === 0) return
    for (const { bytes, arrivedMs } of this.#waiting.splice(0)) take(bytes, arrivedMs)
  }

  /** Gives up what has waited for too long. */
  expire(nowMs: number): void {
    const first = this.#waiting[0]
    if (first === undefined || nowMs - first.arrivedMs <= PIPELINE_CONFIG.earlyMs) return
    const fresh = this.#waiting.findIndex(({ arrivedMs }) => nowMs - arrivedMs <= PIPELINE_CONFIG.earlyMs)
    this.#giveUp(fresh < 0 ? this.#waiting.length : fresh)
  }

  /** Gives up all of them. */
  clear(): void {
    this.#giveUp(this.#waiting.length)
  }

  #giveUp(count: number): void {
    for (const { reason } of this.#waiting.splice(0, count)) this.#onGone(reason)
  }
}
