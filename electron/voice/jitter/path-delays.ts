import { FLAGS, type PacketHeader } from '../packet/header.ts'
import { BurstFilter } from './burst-filter.ts'
import { ClockDrift } from './clock-drift.ts'
import { SenderTime } from './sender-time.ts'
import type { TargetDelay } from './target-delay.ts'

/** How late packets arrive by their sender's clock; hands on to the target and the drift what tells about the path. */
export class PathDelays {
  readonly #senderTime = new SenderTime()
  readonly #drift = new ClockDrift()
  readonly #burst = new BurstFilter()
  readonly #target: TargetDelay

  constructor(target: TargetDelay) {
    this.#target = target
  }

  /** By how much the sender's clock runs faster, parts per million. */
  get driftPpm(): ClockDrift['ppm'] {
    return this.#drift.ppm
  }

  /** How much later than the fastest packets one of this timestamp is at a time, ms. */
  lateMs(timestamp: number, atMs: number): number {
    return this.#target.above(atMs - this.#senderTime.of(timestamp))
  }

  /** Takes a packet. `jumped`: the stream began anew with it; `isStart`: it brings the first frame of a spurt. */
  learn(header: PacketHeader, frameMs: number, nowMs: number, jumped = false, isStart = false): void {
    const sentMs = this.#senderTime.follow(header.timestamp)
    const delayMs = nowMs - sentMs
    if (jumped) {
      this.#target.restart(delayMs, nowMs)
      this.#drift.restart()
    }
    const starts = isStart || (header.flags & FLAGS.spurtStart) !== 0
    if (starts) this.#endBurst(frameMs, nowMs)
    // One that is not late tells about the path in any case.
    const begins = starts && (!this.#target.known || this.#target.above(delayMs) > frameMs / 2)
    if (!begins && this.#burst.holds(delayMs, sentMs, frameMs)) return
    this.#endBurst(frameMs, nowMs)
    if (begins) this.#burst.begin(delayMs, sentMs)
    else this.#observe(delayMs, frameMs, nowMs)
  }

  /** The delay that was held back counts after all. */
  #endBurst(frameMs: number, nowMs: number): void {
    const { heldMs } = this.#burst
    this.#burst.end()
    if (!Number.isNaN(heldMs)) this.#observe(heldMs, frameMs, nowMs)
  }

  #observe(delayMs: number, frameMs: number, nowMs: number): void {
    this.#drift.observe(delayMs, nowMs)
    this.#target.observe(delayMs, frameMs, nowMs)
  }
}
