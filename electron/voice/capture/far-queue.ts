import { samplesOf } from '../units.ts'
import { CAPTURE_CONFIG } from './config.ts'

/**
 * What was played and whose echo is yet to be captured. Playing and capturing take blocks of different lengths, in
 * turns that vary: the queue evens that out and keeps both in step, so that an echo stays at its place.
 *
 * A frame for which nothing waits gets silence: the loudspeaker had nothing to play, or the two began in this order.
 * What never falls below some length waits needlessly (a clock runs fast, a device began late) and is taken out,
 * else an echo could come before its sound.
 */
export class FarQueue {
  readonly #samples: Float32Array
  readonly #watch = samplesOf(CAPTURE_CONFIG.farWatchMs)
  readonly #slack = samplesOf(CAPTURE_CONFIG.farSlackMs)
  #from = 0
  #queued = 0
  #least = Infinity
  #watched = 0

  constructor() {
    this.#samples = new Float32Array(samplesOf(CAPTURE_CONFIG.farMostMs))
  }

  /** Samples that wait. */
  get queued(): number {
    return this.#queued
  }

  /** Appends a block as it was played, its channels averaged; where there is no room the oldest gives way. */
  push(block: Float32Array, channels = 1): void {
    const capacity = this.#samples.length
    let place = (this.#from + this.#queued) % capacity
    for (let index = 0; index + channels <= block.length; index += channels) {
      let sum = 0
      for (let channel = 0; channel < channels; channel += 1) sum += block[index + channel] ?? 0
      this.#samples[place] = sum / channels
      place = place + 1 === capacity ? 0 : place + 1
    }
    this.#queued += Math.floor(block.length / channels)
    if (this.#queued > capacity) this.#drop(this.#queued - capacity)
  }

  /** Fills a frame with what comes next; silence where nothing waits. */
  take(frame: Float32Array): void {
    const capacity = this.#samples.length
    const count = Math.min(frame.length, this.#queued)
    for (let index = 0, place = this.#from; index < count; index += 1) {
      frame[index] = this.#samples[place] ?? 0
      place = place + 1 === capacity ? 0 : place + 1
    }
    frame.fill(0, count)
    this.#drop(count)
    this.#look(frame.length)
  }

  clear(): void {
    this.#from = 0
    this.#queued = 0
    this.#least = Infinity
    this.#watched = 0
  }

  #drop(count: number): void {
    this.#from = (this.#from + count) % this.#samples.length
    this.#queued -= count
  }

  #look(taken: number): void {
    this.#least = Math.min(this.#least, this.#queued)
    this.#watched += taken
    if (this.#watched < this.#watch) return
    if (this.#least > this.#slack) this.#drop(this.#least)
    this.#least = Infinity
    this.#watched = 0
  }
}
