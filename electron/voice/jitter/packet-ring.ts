import { LIMITS } from '../../contract/limits.ts'
import type { PacketHeader } from '../packet/header.ts'
import { advance, distance } from '../packet/sequence-number.ts'
import { ViewCache } from '../packet/view-cache.ts'

/**
 * What became of an inserted packet: taken, there already, before the head, or so far ahead that the ring
 * would have to be reset.
 */
export type InsertResult = 'fresh' | 'duplicate' | 'late' | 'overflow'

const EMPTY = -1
const NOTHING = new Uint8Array(0)
const NO_WORDS = new Uint32Array(0)

/**
 * A packet that a ring lends; make one and use it again for each. Its bytes stay in the ring, where the next `insert`
 * may write over them; asking for `payload` copies them.
 */
export class TakenPacket {
  sequence = 0
  timestamp = 0
  flags = 0
  frameCode = 0
  arrivalMs = 0
  /** Whether it came within a later packet, in place of its own. */
  isCopy = false
  /** Where the payload stands in the memory of the ring: `length` bytes of `slab` from `offset` on. */
  slab: Uint8Array = NOTHING
  offset = 0
  length = 0
  /** The same, four bytes at a time: copied four times as fast. */
  words: Uint32Array = NO_WORDS
  readonly #bytes = new Uint8Array(LIMITS.datagramBytes)
  readonly #own = new Uint32Array(this.#bytes.buffer)
  readonly #views = new ViewCache(this.#bytes, 0)

  /** Exact view of a copy of the payload, as a decoder wants it; valid until this is asked for again. */
  get payload(): Uint8Array {
    const from = this.offset >> 2
    const count = (this.length + 3) >> 2
    for (let index = 0; index < count; index += 1) this.#own[index] = this.words[from + index] ?? 0
    return this.#views.get(this.length)
  }
}

/**
 * A ring of packets indexed by sequence number. The head is the next one to be played; a packet's slot is its
 * sequence number modulo the capacity, so insert and take cost the same however disordered the arrivals are.
 *
 *        head                 newest
 *    ... [ 7 ] [ 8 ] [   ] [ 10 ] [   ] [   ] ...     span 4, count 3
 */
export class PacketRing {
  readonly capacity: number
  readonly #mask: number
  readonly #bytes: Uint8Array<ArrayBuffer>
  /** The same memory. */
  readonly #words: Uint32Array
  readonly #lengths: Int32Array
  readonly #timestamps: Uint32Array
  readonly #flags: Uint8Array
  readonly #frameCodes: Uint8Array
  readonly #arrivals: Float64Array
  readonly #copies: Uint8Array
  #head = 0
  #span = 0
  #count = 0

  /** `capacity` is a power of two, packets. */
  constructor(capacity: number) {
    if (capacity < 2 || (capacity & (capacity - 1)) !== 0)
      throw new RangeError('capacity must be a power of two')
    this.capacity = capacity
    this.#mask = capacity - 1
    this.#bytes = new Uint8Array(capacity * LIMITS.datagramBytes)
    this.#words = new Uint32Array(this.#bytes.buffer)
    this.#lengths = new Int32Array(capacity).fill(EMPTY)
    this.#timestamps = new Uint32Array(capacity)
    this.#flags = new Uint8Array(capacity)
    this.#frameCodes = new Uint8Array(capacity)
    this.#arrivals = new Float64Array(capacity)
    this.#copies = new Uint8Array(capacity)
  }

  /** Sequence number of the next packet to be played. */
  get head(): number {
    return this.#head
  }

  /** Packets in the ring. */
  get count(): number {
    return this.#count
  }

  /** Places from the head to the newest packet, both included; holes count. */
  get span(): number {
    return this.#span
  }

  /** Empties the ring; `head` is played next. */
  reset(head: number): void {
    this.#lengths.fill(EMPTY)
    this.#head = head >>> 0
    this.#span = 0
    this.#count = 0
  }

  /** Moves the head back to `sequence` where everything still fits; for packets that overtook a stream's first. */
  rewind(sequence: number): boolean {
    const back = distance(sequence, this.#head)
    if (back <= 0 || this.#span + back > this.capacity) return false
    this.#head = sequence >>> 0
    if (this.#count > 0) this.#span += back
    return true
  }

  /** Copies a packet in: `length` bytes of `bytes` from `start` on, which fit a datagram. It takes a copy's place. */
  insert(
    header: PacketHeader,
    arrivalMs: number,
    bytes: Uint8Array,
    start = 0,
    length = bytes.length,
  ): InsertResult {
    const slot = header.sequence & this.#mask
    const result = this.#admit(header.sequence, this.#copies[slot] === 1)
    if (result !== 'fresh') return result
    this.#copies[slot] = 0
    this.#fill(slot, header, arrivalMs)
    this.#write(slot, bytes, start, length)
    return result
  }

  /** The same for a frame that came within a later packet; the packet itself may still come. */
  insertCopy(
    header: PacketHeader,
    arrivalMs: number,
    bytes: Uint8Array,
    start: number,
    length: number,
  ): InsertResult {
    const slot = header.sequence & this.#mask
    const result = this.#admit(header.sequence, false)
    if (result !== 'fresh') return result
    this.#copies[slot] = 1
    this.#fill(slot, header, arrivalMs)
    this.#write(slot, bytes, start, length)
    return result
  }

  /** Whether the packet `ahead` places after the head is there. */
  has(ahead: number): boolean {
    return ahead < this.#span && this.#lengths[(this.#head + ahead) & this.#mask] !== EMPTY
  }

  /** Places from the head to the first packet that is there; EMPTY (-1) for an empty ring. */
  firstAhead(): number {
    if (this.#count === 0) return EMPTY
    let ahead = 0
    while (!this.has(ahead)) ahead += 1
    return ahead
  }

  /** Lends the packet `ahead` places after the head without taking it; false where there is none. */
  peek(ahead: number, out: TakenPacket): boolean {
    if (!this.has(ahead)) return false
    const slot = (this.#head + ahead) & this.#mask
    out.sequence = advance(this.#head, ahead)
    this.#lend(slot, out)
    return true
  }

  #lend(slot: number, out: TakenPacket): void {
    // To look is cheaper than to write a reference.
    if (out.slab !== this.#bytes) {
      out.slab = this.#bytes
      out.words = this.#words
    }
    // A slot is a whole number of words long.
    out.offset = slot * LIMITS.datagramBytes
    out.length = this.#lengths[slot] ?? 0
    out.timestamp = this.#timestamps[slot] ?? 0
    out.flags = this.#flags[slot] ?? 0
    out.frameCode = this.#frameCodes[slot] ?? 0
    out.arrivalMs = this.#arrivals[slot] ?? 0
    out.isCopy = this.#copies[slot] === 1
  }

  /** Takes the packet at the head and moves on; false, and the head stays, where it is missing. */
  take(out: TakenPacket): boolean {
    const head = this.#head
    const slot = head & this.#mask
    if (this.#span === 0 || this.#lengths[slot] === EMPTY) return false
    out.sequence = head
    this.#lend(slot, out)
    this.#lengths[slot] = EMPTY
    this.#count -= 1
    this.#span -= 1
    this.#head = (head + 1) >>> 0
    return true
  }

  /** Moves the head on by one, over a hole or a packet. */
  skip(): void {
    const slot = this.#head & this.#mask
    if (this.#span > 0 && this.#lengths[slot] !== EMPTY) {
      this.#lengths[slot] = EMPTY
      this.#count -= 1
    }
    this.#head = advance(this.#head, 1)
    if (this.#span > 0) this.#span -= 1
  }

  /** Whether the packet at the head is there as a copy. */
  get headIsCopy(): boolean {
    return this.has(0) && this.#copies[this.#head & this.#mask] === 1
  }

  /** Makes room for a number where it may stand; `replaces` says that what is there already gives way. */
  #admit(sequence: number, replaces: boolean): InsertResult {
    const ahead = distance(this.#head, sequence)
    if (ahead < 0) return 'late'
    if (ahead >= this.capacity) return 'overflow'
    if (this.#lengths[sequence & this.#mask] !== EMPTY) return replaces ? 'fresh' : 'duplicate'
    this.#count += 1
    if (ahead >= this.#span) this.#span = ahead + 1
    return 'fresh'
  }

  #fill(slot: number, header: PacketHeader, arrivalMs: number): void {
    this.#timestamps[slot] = header.timestamp
    this.#flags[slot] = header.flags
    this.#frameCodes[slot] = header.frameCode
    this.#arrivals[slot] = arrivalMs
  }

  #write(slot: number, bytes: Uint8Array, start: number, length: number): void {
    const at = slot * LIMITS.datagramBytes
    // `set` is several times as fast; of a part it would need a view per packet.
    if (start === 0 && length === bytes.length) this.#bytes.set(bytes, at)
    else for (let index = 0; index < length; index += 1) this.#bytes[at + index] = bytes[start + index] ?? 0
    this.#lengths[slot] = length
  }
}
