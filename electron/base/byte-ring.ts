/**
 * A ring of byte records in shared memory: one thread writes, another reads, neither ever waits for the other.
 *
 *       0        4   ...   64       68   ...   128                       128 + capacity
 *      +--------+---------+--------+----------+---------------- ... ----------------+
 *      | written| (unused)|  read  | (unused) | u16 length, bytes, u16 length, ...  |
 *      +--------+---------+--------+----------+---------------- ... ----------------+
 *
 * Both counts are of bytes, modulo 2^30: small integers on every machine, so that counting allocates nothing. A record
 * is there for the reader once the writer has moved its count; one half written is never seen.
 */
const WRITTEN_WORD = 0
const READ_WORD = 16
const HEAD_BYTES = 128
const LENGTH_BYTES = 2
const COUNT_MASK = 2 ** 30 - 1
/** A record's length is 16 bits. */
export const MOST_RECORD_BYTES = 0xffff

/** Shared memory of a ring; `capacity` is a power of two of bytes, at most 2^29. */
export function makeByteRing(capacity: number): SharedArrayBuffer {
  if (capacity < 2 || capacity > 2 ** 29 || (capacity & (capacity - 1)) !== 0) {
    throw new RangeError('a ring is a power of two long')
  }
  return new SharedArrayBuffer(HEAD_BYTES + capacity)
}

/** The writer's end. */
export class ByteRingWriter {
  readonly #counts: Int32Array
  readonly #bytes: Uint8Array
  readonly #mask: number

  constructor(memory: SharedArrayBuffer) {
    this.#counts = new Int32Array(memory, 0, HEAD_BYTES / Int32Array.BYTES_PER_ELEMENT)
    this.#bytes = new Uint8Array(memory, HEAD_BYTES)
    this.#mask = this.#bytes.length - 1
  }

  /**
   * Appends a record of the first `headLength` bytes of `head` and the first `bodyLength` of `body`; false, and
   * nothing written, where there is no room. Allocates nothing.
   */
  write(head: Uint8Array, headLength: number, body: Uint8Array, bodyLength: number): boolean {
    const length = headLength + bodyLength
    const written = Atomics.load(this.#counts, WRITTEN_WORD)
    const waiting = (written - Atomics.load(this.#counts, READ_WORD)) & COUNT_MASK
    if (length > MOST_RECORD_BYTES || waiting + LENGTH_BYTES + length > this.#bytes.length) return false
    const [bytes, mask] = [this.#bytes, this.#mask]
    bytes[written & mask] = length >>> 8
    bytes[(written + 1) & mask] = length
    let at = written + LENGTH_BYTES
    for (let index = 0; index < headLength; index += 1) bytes[(at + index) & mask] = head[index] ?? 0
    at += headLength
    for (let index = 0; index < bodyLength; index += 1) bytes[(at + index) & mask] = body[index] ?? 0
    Atomics.store(this.#counts, WRITTEN_WORD, (at + bodyLength) & COUNT_MASK)
    return true
  }
}

/** The reader's end. */
export class ByteRingReader {
  readonly #counts: Int32Array
  readonly #bytes: Uint8Array
  readonly #mask: number

  constructor(memory: SharedArrayBuffer) {
    this.#counts = new Int32Array(memory, 0, HEAD_BYTES / Int32Array.BYTES_PER_ELEMENT)
    this.#bytes = new Uint8Array(memory, HEAD_BYTES)
    this.#mask = this.#bytes.length - 1
  }

  /** Takes the next record into `out` (MOST_RECORD_BYTES fit any); answers its length, or undefined for none. */
  read(out: Uint8Array): number | undefined {
    const from = Atomics.load(this.#counts, READ_WORD)
    if (from === Atomics.load(this.#counts, WRITTEN_WORD)) return undefined
    const [bytes, mask] = [this.#bytes, this.#mask]
    const length = ((bytes[from & mask] ?? 0) << 8) | (bytes[(from + 1) & mask] ?? 0)
    const at = from + LENGTH_BYTES
    for (let index = 0; index < length; index += 1) out[index] = bytes[(at + index) & mask] ?? 0
    Atomics.store(this.#counts, READ_WORD, (at + length) & COUNT_MASK)
    return length
  }
}
