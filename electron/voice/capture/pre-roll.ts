import { millisecondsOf } from '../units.ts'
import { CAPTURE_CONFIG } from './config.ts'

/** The last frames that were not sent, to be sent first when speech begins. */
export class PreRoll {
  readonly #frames: readonly Float32Array[]
  readonly #levels: Float64Array
  #newest = 0
  #count = 0

  /** Keeps at least `ms` of frames of `frameSamples`. */
  constructor(frameSamples: number, ms: number = CAPTURE_CONFIG.preRollMs) {
    const count = Math.ceil(ms / millisecondsOf(frameSamples))
    this.#frames = Array.from({ length: count }, () => new Float32Array(frameSamples))
    this.#levels = new Float64Array(count)
  }

  /** Frames kept now. */
  get count(): number {
    return this.#count
  }

  /** Copies a frame and its level (dBov); the oldest gives way. */
  keep(frame: Float32Array, levelDb: number): void {
    this.#newest = (this.#newest + 1) % this.#frames.length
    this.#frames[this.#newest]?.set(frame)
    this.#levels[this.#newest] = levelDb
    this.#count = Math.min(this.#count + 1, this.#frames.length)
  }

  /** The frame `age` places before the newest: 0..count-1. Valid until `keep`. RangeError beyond. */
  frame(age: number): Float32Array {
    const frame = age < this.#count ? this.#frames[this.#place(age)] : undefined
    if (frame === undefined) throw new RangeError(`no frame of age ${String(age)} is kept`)
    return frame
  }

  /** Its level, dBov. */
  levelDb(age: number): number {
    return this.#levels[this.#place(age)] ?? 0
  }

  clear(): void {
    this.#count = 0
  }

  #place(age: number): number {
    return (this.#newest - age + this.#frames.length) % this.#frames.length
  }
}
