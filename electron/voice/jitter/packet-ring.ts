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

/** A packet copied out of the ring; make one and use it again for each. */
export class TakenPacket {
  sequence = 0
  timestamp = 0
  flags = 0
  frameCode = 0
  arrivalMs = 0
  /** Exact view of the payload; valid until this object is filled again. */
  payload: Uint8Array
  readonly bytes = new Uint8Array(LIMITS.datagramBytes)
  readonly views = new ViewCache(this.bytes, 0)

  constructor() {
    this.payload = this.views.get(0)
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
  readonly #bytes: Uint8Array
  readonly #lengths: Int32Array
  readonly #timestamps: Uint32Array
  readonly #flags: Uint8Array
  readonly #frameCodes: Uint8Array
  readonly #arrivals: Float64Array
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
    this.#lengths = new Int32Array(capacity).fill(EMPTY)
    this.#timestamps = new Uint32Array(capacity)
    this.#flags = new Uint8Array(capacity)
    this.#frameCodes = new Uint8Array(capacity)
    this.#arrivals = new Float64Array(capacity)
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

  /** Copies a packet in. `payload` is exact and fits a datagram. */
  insert(header: PacketHeader, payload: Uint8Array, arrivalMs: number): InsertResult {
    const ahead = distance(this.#head, header.sequence)
    if (ahead < 0) return 'late'
    if (ahead >= this.capacity) return 'overflow'
    const slot = header.sequence & this.#mask
    if (this.#lengths[slot] !== EMPTY) return 'duplicate'
    this.#bytes.set(payload, slot * LIMITS.datagramBytes)
    this.#lengths[slot] = payload.length
    this.#timestamps[slot] = header.timestamp
    this.#flags[slot] = header.flags
    this.#frameCodes[slot] = header.frameCode
    this.#arrivals[slot] = arrivalMs
    this.#count += 1
    if (ahead >= this.#span) this.#span = ahead + 1
    return 'fresh'
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

  /** Copies the packet `ahead` places after the head without taking it; false where there is none. */
  peek(ahead: number, out: TakenPacket): boolean {
    if (!this.has(ahead)) return false
    const slot = (this.#head + ahead) & this.#mask
    const length = this.#lengths[slot] ?? 0
    const start = slot * LIMITS.datagramBytes
    for (let index = 0; index < length; index += 1) out.bytes[index] = this.#bytes[start + index] ?? 0
    out.payload = out.views.get(length)
    out.sequence = advance(this.#head, ahead)
    out.timestamp = this.#timestamps[slot] ?? 0
    out.flags = this.#flags[slot] ?? 0
    out.frameCode = this.#frameCodes[slot] ?? 0
    out.arrivalMs = this.#arrivals[slot] ?? 0
    return true
  }

  /** Takes the packet at the head and moves on; false, and the head stays, where it is missing. */
  take(out: TakenPacket): boolean {
    if (!this.peek(0, out)) return false
    this.skip()
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
}
