import { LIMITS } from '../../contract/limits.ts'
import type { PacketHeader } from '../packet/header.ts'
import { advance, distance } from '../packet/sequence-number.ts'
import { ViewCache } from '../packet/view-cache.ts'

/**
 * What became of an inserted packet: taken, there already, before the head, or so far ahead that the ring
 * would have to be reset.
 */
export type InsertResult = 'fresh' | 'duplicate' | 'late' | 'overflow'

/** No packet at all. */
const NONE = -1
/** What stands in a slot: nothing, a packet, or a frame that came within a later packet. */
const SLOT = { empty: 0, packet: 1, copy: 2 } as const

/** The memory of a ring: a place per packet in each column. What was taken stays until it is written over. */
class Slots {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The same memory, four bytes at a time: copied four times as fast. */
  readonly words: Uint32Array
  readonly states: Uint8Array
  readonly sequences: Uint32Array
  readonly lengths: Int32Array
  readonly timestamps: Uint32Array
  readonly flags: Uint8Array
  readonly frameCodes: Uint8Array
  readonly arrivals: Float64Array
  readonly copies: Uint8Array

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity * LIMITS.datagramBytes)
    this.words = new Uint32Array(this.bytes.buffer)
    this.states = new Uint8Array(capacity)
    this.sequences = new Uint32Array(capacity)
    this.lengths = new Int32Array(capacity)
    this.timestamps = new Uint32Array(capacity)
    this.flags = new Uint8Array(capacity)
    this.frameCodes = new Uint8Array(capacity)
    this.arrivals = new Float64Array(capacity)
    this.copies = new Uint8Array(capacity)
  }
}

const NO_SLOTS = new Slots(1)

/**
 * A packet that a ring lends; make one and use it again for each. All of it stays in the ring, where the next `insert`
 * may write over it; asking for `payload` copies the bytes.
 */
export class TakenPacket {
  /** Where it is: for the ring alone. */
  slots = NO_SLOTS
  slot = 0
  readonly #bytes = new Uint8Array(LIMITS.datagramBytes)
  readonly #own = new Uint32Array(this.#bytes.buffer)
  readonly #views = new ViewCache(this.#bytes, 0)

  get sequence(): number {
    return this.slots.sequences[this.slot] ?? 0
  }

  get timestamp(): number {
    return this.slots.timestamps[this.slot] ?? 0
  }

  get flags(): number {
    return this.slots.flags[this.slot] ?? 0
  }

  get frameCode(): number {
    return this.slots.frameCodes[this.slot] ?? 0
  }

  get arrivalMs(): number {
    return this.slots.arrivals[this.slot] ?? 0
  }

  /** Whether it came within a later packet, in place of its own. */
  get isCopy(): boolean {
    return this.slots.copies[this.slot] === 1
  }

  /** Where the payload stands in the memory of the ring: `length` bytes of `slab` from `offset` on. */
  get slab(): Uint8Array {
    return this.slots.bytes
  }

  /** A whole number of words. */
  get offset(): number {
    return this.slot * LIMITS.datagramBytes
  }

  get length(): number {
    return this.slots.lengths[this.slot] ?? 0
  }

  /** Exact view of a copy of the payload, as a decoder wants it; valid until this is asked for again. */
  get payload(): Uint8Array {
    const { words } = this.slots
    const from = this.offset >> 2
    const count = (this.length + 3) >> 2
    for (let index = 0; index < count; index += 1) this.#own[index] = words[from + index] ?? 0
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
  readonly #slots: Slots
  readonly #states: Uint8Array
  #head = 0
  #span = 0
  #count = 0

  /** `capacity` is a power of two, packets. */
  constructor(capacity: number) {
    if (capacity < 2 || (capacity & (capacity - 1)) !== 0)
      throw new RangeError('capacity must be a power of two')
    this.capacity = capacity
    this.#mask = capacity - 1
    this.#slots = new Slots(capacity)
    this.#states = this.#slots.states
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
    this.#states.fill(SLOT.empty)
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
    const result = this.#admit(header.sequence, this.#states[slot] === SLOT.copy)
    if (result !== 'fresh') return result
    this.#fill(slot, header, arrivalMs, SLOT.packet)
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
    this.#fill(slot, header, arrivalMs, SLOT.copy)
    this.#write(slot, bytes, start, length)
    return result
  }

  /** Whether the packet `ahead` places after the head is there. */
  has(ahead: number): boolean {
    return ahead < this.#span && this.#states[(this.#head + ahead) & this.#mask] !== SLOT.empty
  }

  /** Places from the head to the first packet that is there; -1 for an empty ring. */
  firstAhead(): number {
    if (this.#count === 0) return NONE
    let ahead = 0
    while (!this.has(ahead)) ahead += 1
    return ahead
  }

  /** Lends the packet `ahead` places after the head without taking it; false where there is none. */
  peek(ahead: number, out: TakenPacket): boolean {
    if (!this.has(ahead)) return false
    this.#lend((this.#head + ahead) & this.#mask, out)
    return true
  }

  #lend(slot: number, out: TakenPacket): void {
    // To look is cheaper than to write a reference.
    if (out.slots !== this.#slots) out.slots = this.#slots
    out.slot = slot
  }

  /** Takes the packet at the head and moves on; false, and the head stays, where it is missing. */
  take(out: TakenPacket): boolean {
    const head = this.#head
    const slot = head & this.#mask
    if (this.#span === 0 || this.#states[slot] === SLOT.empty) return false
    this.#lend(slot, out)
    this.#states[slot] = SLOT.empty
    this.#count -= 1
    this.#span -= 1
    this.#head = (head + 1) >>> 0
    return true
  }

  /** Moves the head on by one, over a hole or a packet. */
  skip(): void {
    const slot = this.#head & this.#mask
    if (this.#span > 0 && this.#states[slot] !== SLOT.empty) {
      this.#states[slot] = SLOT.empty
      this.#count -= 1
    }
    this.#head = advance(this.#head, 1)
    if (this.#span > 0) this.#span -= 1
  }

  /** Whether the packet at the head is there as a copy. */
  get headIsCopy(): boolean {
    return this.#span > 0 && this.#states[this.#head & this.#mask] === SLOT.copy
  }

  /** Makes room for a number where it may stand; `replaces` says that what is there already gives way. */
  #admit(sequence: number, replaces: boolean): InsertResult {
    const ahead = distance(this.#head, sequence)
    if (ahead < 0) return 'late'
    if (ahead >= this.capacity) return 'overflow'
    if (this.#states[sequence & this.#mask] !== SLOT.empty) return replaces ? 'fresh' : 'duplicate'
    this.#count += 1
    if (ahead >= this.#span) this.#span = ahead + 1
    return 'fresh'
  }

  #fill(slot: number, header: PacketHeader, arrivalMs: number, state: number): void {
    const slots = this.#slots
    slots.sequences[slot] = header.sequence
    slots.timestamps[slot] = header.timestamp
    slots.flags[slot] = header.flags
    slots.frameCodes[slot] = header.frameCode
    slots.arrivals[slot] = arrivalMs
    slots.copies[slot] = state === SLOT.copy ? 1 : 0
    this.#states[slot] = state
  }

  #write(slot: number, bytes: Uint8Array, start: number, length: number): void {
    const at = slot * LIMITS.datagramBytes
    const target = this.#slots.bytes
    // `set` is several times as fast; of a part it would need a view per packet.
    if (start === 0 && length === bytes.length) target.set(bytes, at)
    else for (let index = 0; index < length; index += 1) target[at + index] = bytes[start + index] ?? 0
    this.#slots.lengths[slot] = length
  }
}
