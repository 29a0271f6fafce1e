import { FRAME_LENGTHS_MS, type FrameMs } from '../../contract/engine.ts'
import { samplesOf, SILENCE_DB } from '../units.ts'

/** Puts captured blocks together to frames, as long as a packet's should be. */
export class FrameGatherer {
  /** When the frame began: timestamp of its first block. */
  timestamp = 0
  /** Level of its loudest block, dBov. */
  levelDb: number = SILENCE_DB
  readonly #samples = new Float32Array(samplesOf(60))
  /** The side of the frame; silent where the blocks have none. */
  readonly side = new Float32Array(samplesOf(60))
  readonly #frames = FRAME_LENGTHS_MS.map((ms) => this.#samples.subarray(0, samplesOf(ms)))
  #frame: Float32Array
  #filled = 0

  constructor(frameMs: FrameMs) {
    this.#frame = this.#view(frameMs)
  }

  /** The frame, valid until the next `add`. */
  get frame(): Float32Array {
    return this.#frame
  }

  get isEmpty(): boolean {
    return this.#filled === 0
  }

  /** Length of the frames from now on, ms; only while empty. A whole number of blocks. */
  setLength(frameMs: FrameMs): void {
    if (this.isEmpty) this.#frame = this.#view(frameMs)
  }

  /** Appends a block; true where the frame is whole, and the next block begins another. */
  add(block: Float32Array, timestamp: number, levelDb: number, side?: Float32Array): boolean {
    if (this.isEmpty) {
      this.timestamp = timestamp
      this.levelDb = levelDb
    }
    this.levelDb = Math.max(this.levelDb, levelDb)
    this.#samples.set(block, this.#filled)
    if (side === undefined) this.side.fill(0, this.#filled, this.#filled + block.length)
    else this.side.set(side, this.#filled)
    this.#filled += block.length
    if (this.#filled < this.#frame.length) return false
    this.#filled = 0
    return true
  }

  /** Makes the frame whole, of silence alone; `timestamp` is where it begins unless a block did before. */
  silence(timestamp: number): void {
    if (this.isEmpty) this.timestamp = timestamp
    this.levelDb = SILENCE_DB
    this.#frame.fill(0)
    this.side.fill(0)
    this.#filled = 0
  }

  /** Forgets what is not whole. */
  clear(): void {
    this.#filled = 0
  }

  #view(frameMs: FrameMs): Float32Array {
    return this.#frames[FRAME_LENGTHS_MS.indexOf(frameMs)] ?? this.#samples
  }
}
