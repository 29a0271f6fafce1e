import { STRETCH_AHEAD, STRETCH_HISTORY, TimeStretch } from '../jitter/time-stretch.ts'
import type { Stretchable } from '../jitter/level-control.ts'
import { samplesOf } from '../units.ts'

/** The longest frame behind all but the last sample that a removal needs, and room for a repeated piece. */
const CAPACITY = 2 * STRETCH_HISTORY + STRETCH_AHEAD + samplesOf(60)

/**
 * Decoded samples of one speaker that wait to be handed out in blocks, and the last ones handed out, with which the
 * next can be stretched.
 */
export class SampleQueue {
  readonly #samples = new Float32Array(CAPACITY)
  /** Beside them, from the first sound in stereo on. */
  #side: Float32Array | undefined
  readonly #stretch = new TimeStretch()
  #from = STRETCH_HISTORY
  #end = STRETCH_HISTORY

  /** Samples that wait. */
  get queued(): number {
    return this.#end - this.#from
  }

  /** Whether enough waits for any piece to be taken out. */
  get canRemove(): boolean {
    return this.queued >= STRETCH_AHEAD
  }

  /** Whether the last correction touched more than quiet. */
  get audible(): boolean {
    return this.#stretch.audible
  }

  /** Whether there was sound in stereo. */
  get isStereo(): boolean {
    return this.#side !== undefined
  }

  /** Appends the first `count` samples of a frame, and of its side; there is room while `canRemove` is false. */
  push(frame: Float32Array, count: number, side?: Float32Array): void {
    if (this.#end + count + STRETCH_HISTORY > CAPACITY) this.#moveToFront()
    if (side === undefined) this.#side?.fill(0, this.#end, this.#end + count)
    else copy(side, (this.#side ??= new Float32Array(CAPACITY)), this.#end, count)
    copy(frame, this.#samples, this.#end, count)
    this.#end += count
  }

  /** Moves samples into `block`, and `side`, from `filled` on, as many as fit; answers how many. */
  take(block: Float32Array, filled: number, side?: Float32Array): number {
    const count = Math.min(block.length - filled, this.queued)
    if (side !== undefined)
      for (let index = 0; index < count; index += 1)
        side[filled + index] = this.#side?.[this.#from + index] ?? 0
    for (let index = 0; index < count; index += 1) {
      block[filled + index] = this.#samples[this.#from + index] ?? 0
    }
    this.#from += count
    return count
  }

  /** Takes at most `most` samples out of what waits; answers how many. */
  shorten(most: number, stretchable: Stretchable): number {
    const removed = this.#stretch.remove(this.#samples, this.#from, this.#end, most, stretchable, this.#side)
    this.#end -= removed
    return removed
  }

  /** Repeats at most `most` samples before what waits; answers how many. */
  lengthen(most: number, stretchable: Stretchable): number {
    if (this.#end + STRETCH_HISTORY > CAPACITY) this.#moveToFront()
    const added = this.#stretch.repeat(this.#samples, this.#from, this.#end, most, stretchable, this.#side)
    this.#end += added
    return added
  }

  /** Forgets what waits, and what was. */
  clear(): void {
    this.#samples.fill(0)
    this.#side = undefined
    this.#from = STRETCH_HISTORY
    this.#end = STRETCH_HISTORY
  }

  #moveToFront(): void {
    this.#samples.copyWithin(0, this.#from - STRETCH_HISTORY, this.#end)
    this.#side?.copyWithin(0, this.#from - STRETCH_HISTORY, this.#end)
    this.#end -= this.#from - STRETCH_HISTORY
    this.#from = STRETCH_HISTORY
  }
}

function copy(from: Float32Array, to: Float32Array, at: number, count: number): void {
  for (let index = 0; index < count; index += 1) to[at + index] = from[index] ?? 0
}
