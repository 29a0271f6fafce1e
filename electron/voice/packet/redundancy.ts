import { read8 } from './byte-order.ts'
import { MOST_PAYLOAD_BYTES } from './header.ts'

/**
 * The payload of a voice packet with the flag `redundancy`: up to two earlier frames before the newest, the oldest
 * first. The idea is that of RFC 2198; every block is of the packet's own frame code and directly before the next, so
 * that a length is all each needs.
 *
 *       0               1                               1 + count
 *      +---------------+---------------+---------------+------------- ... -------------+
 *      |S|   0   | cnt | length oldest | length next   | oldest | next | newest frame  |
 *      +---------------+---------------+---------------+------------- ... -------------+
 *                                        where cnt is 2
 */
export const MOST_COPIES = 2
/** A copy's length is one byte. */
export const MOST_COPY_BYTES = 255
/** Parts of the head byte. */
export const REDUNDANCY_HEAD = {
  /** How many copies there are. */
  count: 0x03,
  /** The oldest copy is the first frame of its talk spurt. */
  spurtStart: 0x80,
} as const

/** Where the blocks of an opened payload lie; make one and use it again. */
export class RedundantBlocks {
  /** Copies of earlier frames, 0..2. */
  count = 0
  /** Whether the oldest copy begins a talk spurt. */
  beginsSpurt = false
  /** Where the newest frame begins and how long it is, bytes. */
  newestAt = 0
  newestLength = 0
  readonly #starts = new Int32Array(MOST_COPIES)
  readonly #lengths = new Int32Array(MOST_COPIES)

  /** Where the copy that lies `age` frames (1..count) before the newest begins. */
  startOf(age: number): number {
    return this.#starts[this.count - age] ?? 0
  }

  /** Its length, bytes. */
  lengthOf(age: number): number {
    return this.#lengths[this.count - age] ?? 0
  }

  /** Takes the payload for one frame without copies. */
  none(payloadLength: number): void {
    this.count = 0
    this.beginsSpurt = false
    this.newestAt = 0
    this.newestLength = payloadLength
  }

  /** Reads the first `payloadLength` bytes of `payload`; false, and `none`, where they are not of this form. */
  parse(payload: Uint8Array, payloadLength: number): boolean {
    this.none(payloadLength)
    const head = payloadLength > 0 ? read8(payload, 0) : 0
    const count = head & REDUNDANCY_HEAD.count
    let at = 1 + count
    if (count === 0 || count > MOST_COPIES || at > payloadLength) return false
    for (let block = 0; block < count; block += 1) {
      const length = read8(payload, 1 + block)
      if (length === 0) return false
      this.#starts[block] = at
      this.#lengths[block] = length
      at += length
    }
    if (at >= payloadLength) return false
    this.count = count
    this.beginsSpurt = (head & REDUNDANCY_HEAD.spurtStart) !== 0
    this.newestAt = at
    this.newestLength = payloadLength - at
    return true
  }
}

/** The last encoded frames of a spurt, to be sent once more with the next. */
export class CopyStore {
  readonly #bytes = Array.from({ length: MOST_COPIES }, () => new Uint8Array(MOST_COPY_BYTES))
  readonly #lengths = new Int32Array(MOST_COPIES)
  #newest = 0
  #count = 0
  #beginsSpurt = false

  /** Frames kept, 0..2. */
  get count(): number {
    return this.#count
  }

  /** Where the next frame is encoded to; `keep` takes it in. It takes the place of the oldest. */
  get room(): Uint8Array {
    return this.#bytes[1 - this.#newest] ?? new Uint8Array(0)
  }

  /** Keeps the `length` bytes in `room`; a frame that has none (0) ends the row, since copies follow each other. */
  keep(length: number, beginsSpurt: boolean): void {
    if (length <= 0 || length > MOST_COPY_BYTES) {
      this.clear()
      return
    }
    this.#newest = 1 - this.#newest
    this.#lengths[this.#newest] = length
    // Of two frames kept the older can be the first of the spurt, or the newer alone.
    this.#beginsSpurt = beginsSpurt || (this.#beginsSpurt && this.#count === 1)
    this.#count = beginsSpurt ? 1 : Math.min(this.#count + 1, MOST_COPIES)
  }

  clear(): void {
    this.#count = 0
    this.#beginsSpurt = false
  }

  /** Bytes that the last `copies` frames, or fewer, take before the newest frame; 0 for none. */
  bytesOf(copies: number): number {
    const count = Math.min(copies, this.#count)
    if (count === 0) return 0
    let sum = 1 + count
    for (let age = 1; age <= count; age += 1) sum += this.#lengthOf(age)
    return sum
  }

  /**
   * Writes the last `copies` frames, or fewer, where `newestLength` bytes of the newest frame still fit behind them,
   * and moves these there from the start of `payload`. Answers the length of the whole payload; it is `newestLength`
   * where nothing was written.
   */
  compose(payload: Uint8Array, newestLength: number, copies: number): number {
    let count = Math.min(copies, this.#count)
    while (count > 0 && this.bytesOf(count) + newestLength > MOST_PAYLOAD_BYTES) count -= 1
    if (count === 0) return newestLength
    const before = this.bytesOf(count)
    payload.copyWithin(before, 0, newestLength)
    payload[0] = count | (this.#beginsSpurt && count === this.#count ? REDUNDANCY_HEAD.spurtStart : 0)
    let at = 1 + count
    for (let age = count; age >= 1; age -= 1) {
      const bytes = this.#bytes[this.#place(age)]
      const length = this.#lengthOf(age)
      payload[1 + count - age] = length
      for (let index = 0; index < length; index += 1) payload[at + index] = bytes?.[index] ?? 0
      at += length
    }
    return before + newestLength
  }

  #lengthOf(age: number): number {
    return this.#lengths[this.#place(age)] ?? 0
  }

  #place(age: number): number {
    return age === 1 ? this.#newest : 1 - this.#newest
  }
}
