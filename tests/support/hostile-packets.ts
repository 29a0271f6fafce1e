import type { Random } from '../../electron/base/random.ts'
import { LIMITS } from '../../electron/contract/limits.ts'
import type { DropReason } from '../../electron/contract/media.ts'
import { HEADER_OFFSETS, isList, LEAST_PACKET_BYTES } from '../../electron/voice/packet/header.ts'
import { KIND } from '../../electron/voice/packet/kind.ts'
import { PacketGuest } from './packet-guest.ts'

/** The channel of the call, in its first epoch. */
export const CALL_CHANNEL = 1
export const CALL_EPOCH = 1

/** Everybody in the room; the call is between alice and bob, all the others are the flood's. */
export const SOURCES = {
  alice: 1,
  bob: 2,
  mallory: 3,
  muted: 4,
  unbound: 5,
  departed: 6,
  unknown: 40_000,
} as const

/** The newest number mallory has sent properly, and one that is fresh to all windows. */
export const MALLORY_NEWEST = 100_000
const MALLORY_FRESH = 200_000

/** Longest datagram of the flood, bytes. */
const LONGEST = 1500

/** One hostile datagram and the reason for which it must be counted. */
export interface HostilePacket {
  readonly reason: DropReason
  readonly bytes: Uint8Array
}

/** The reason of a packet of mallory, as sent from her own address, with one bit flipped. */
export function reasonOfFlip(bit: number): DropReason {
  const place = bit >> 3
  const mask = 1 << (bit & 7)
  if (place === 0) return mask > 0x0f ? 'bad-version' : kindReason(KIND.voice ^ mask)
  if (place === 1) return 'stale-epoch'
  if (place < 4) return sourceReason(SOURCES.mallory ^ (place === 3 ? mask : mask << 8))
  // Mallory has no lists; numbers beyond those are found out only after the tag.
  if (place === HEADER_OFFSETS.target && isList(mask)) return 'bad-target'
  if (place >= 8) return 'forged'
  const sequence = (MALLORY_FRESH ^ (mask << (8 * (7 - place)))) >>> 0
  return MALLORY_NEWEST - sequence >= 1024 ? 'too-old' : 'forged'
}

function kindReason(kind: number): DropReason {
  const isTaken = kind >= KIND.voice && kind <= KIND.bundle && kind !== KIND.bound && kind !== KIND.pong
  return isTaken && kind < KIND.mix ? 'forged' : 'bad-kind'
}

function sourceReason(source: number): DropReason {
  if (source === SOURCES.departed) return 'departed-source'
  if (source === SOURCES.unbound) return 'unbound'
  // The muted member's address is the flood's own too; its key is not mallory's.
  if (source === SOURCES.muted || source === SOURCES.mallory) return 'forged'
  return source === SOURCES.alice || source === SOURCES.bob ? 'wrong-address' : 'unknown-source'
}

/** Makes hostile datagrams of every sort without end, each with the reason it must be refused for. */
export class HostilePackets {
  readonly #random: Random
  readonly #noise: Uint8Array
  readonly #buffer = new Uint8Array(LONGEST)
  readonly #muted = new PacketGuest(SOURCES.muted, CALL_CHANNEL)
  readonly #fixed: readonly HostilePacket[]
  readonly #flippable: Uint8Array

  constructor(random: Random) {
    this.#random = random
    this.#noise = random.bytes(1 << 16)
    const voice = (source: number, sequence: number, epoch = CALL_EPOCH): Uint8Array =>
      new PacketGuest(source, CALL_CHANNEL).voice(CALL_CHANNEL, epoch, { sequence })
    this.#flippable = voice(SOURCES.mallory, MALLORY_FRESH)
    this.#fixed = [
      { reason: 'replayed', bytes: voice(SOURCES.mallory, MALLORY_NEWEST) },
      { reason: 'too-old', bytes: voice(SOURCES.mallory, MALLORY_NEWEST - 1024) },
      { reason: 'stale-epoch', bytes: voice(SOURCES.mallory, MALLORY_FRESH, CALL_EPOCH + 1) },
      { reason: 'wrong-address', bytes: voice(SOURCES.alice, MALLORY_FRESH) },
      { reason: 'wrong-address', bytes: new PacketGuest(SOURCES.bob, CALL_CHANNEL).bye() },
      { reason: 'unbound', bytes: voice(SOURCES.unbound, 0) },
      { reason: 'departed-source', bytes: voice(SOURCES.departed, 0) },
      { reason: 'unknown-source', bytes: voice(SOURCES.unknown, 0) },
    ]
  }

  /** The next one; its bytes are valid until the one after. */
  next(): HostilePacket {
    switch (this.#below(6)) {
      case 0:
        return this.#randomLength()
      case 1:
        return this.#flipped()
      case 2:
        return { reason: 'muted', bytes: this.#muted.voice(CALL_CHANNEL, CALL_EPOCH) }
      case 3:
        return this.#anotherKind()
      default:
        return this.#fixed[this.#below(this.#fixed.length)] ?? this.#randomLength()
    }
  }

  /** Noise of 0 to 1500 bytes, of another version so that its fate is known. */
  #randomLength(): HostilePacket {
    const bytes = this.#noiseOf(this.#below(LONGEST + 1))
    if (bytes[0] !== undefined) bytes[0] = (bytes[0] & 0x0f) | 0x20
    if (bytes.length < LEAST_PACKET_BYTES) return { reason: 'too-short', bytes }
    return { reason: bytes.length > LIMITS.datagramBytes ? 'too-long' : 'bad-version', bytes }
  }

  #flipped(): HostilePacket {
    const bit = this.#below(this.#flippable.length * 8)
    const bytes = this.#buffer.subarray(0, this.#flippable.length)
    bytes.set(this.#flippable)
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    return { reason: reasonOfFlip(bit), bytes }
  }

  /** Noise behind a header of version 1 that names no kind a host takes. */
  #anotherKind(): HostilePacket {
    const bytes = this.#noiseOf(LEAST_PACKET_BYTES + this.#below(200))
    const kinds = [0, KIND.bound, KIND.pong, KIND.mix, KIND.bundle, 10, 15]
    bytes[0] = 0x10 | (kinds[this.#below(kinds.length)] ?? 0)
    return { reason: 'bad-kind', bytes }
  }

  #noiseOf(length: number): Uint8Array {
    const at = this.#below(this.#noise.length - length)
    const bytes = this.#buffer.subarray(0, length)
    bytes.set(this.#noise.subarray(at, at + length))
    return bytes
  }

  #below(limit: number): number {
    return Math.floor(this.#random.fraction() * limit)
  }
}
