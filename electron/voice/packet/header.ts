import { TAG_BYTES } from '../../base/crypto.ts'
import { LIMITS } from '../../contract/limits.ts'
import type { DropReason } from '../../contract/media.ts'
import { read16, read32, read8, write16, write32 } from './byte-order.ts'
import { isKind, KIND, type Kind } from './kind.ts'

/**
 * The header of every datagram: 16 bytes, network byte order, authenticated and not encrypted.
 *
 *   0               1               2               3
 *  +-------+-------+---------------+-------------------------------+
 *  | ver=1 | kind  |   key epoch   |           source id           |
 *  +-------+-------+---------------+-------------------------------+
 *  |                        sequence number                        |
 *  +---------------------------------------------------------------+
 *  |                      timestamp (samples)                      |
 *  +---------------+---------------+---------------+---------------+
 *  |    target     |     flags     |  audio level  |  frame code   |
 *  +---------------+---------------+---------------+---------------+
 *
 * PROTOCOL.md is the full description.
 */
export const VERSION = 1
export const HEADER_BYTES = 16
/** A packet with an empty payload. */
export const LEAST_PACKET_BYTES = HEADER_BYTES + TAG_BYTES
/** Payload of the largest datagram. */
export const MOST_PAYLOAD_BYTES = LIMITS.datagramBytes - LEAST_PACKET_BYTES

/** Where each field begins, bytes from the start of the packet. */
export const HEADER_OFFSETS = {
  versionAndKind: 0,
  epoch: 1,
  source: 2,
  sequence: 4,
  timestamp: 8,
  target: 12,
  flags: 13,
  level: 14,
  frameCode: 15,
} as const

/** Bits of the flags byte; others are sent as zero and ignored. */
export const FLAGS = {
  /** First packet of a talk spurt. */
  spurtStart: 0x01,
  /** Last packet of a talk spurt. */
  spurtEnd: 0x02,
  /** Two channels. */
  stereo: 0x04,
  /** Blocks of earlier frames stand before the frame, see redundancy.ts. */
  redundancy: 0x08,
  /** The frame holds no speech: where no packet follows, its noise goes on, and nothing is lost. */
  background: 0x10,
} as const

/** Who may hear a voice packet. */
export const TARGETS = {
  /** Everybody in the sender's channel. */
  channel: 0,
  /** 1 to 30: one of the sender's own lists, agreed over the control channel; this is the first. */
  list: 1,
  /** The sender itself: a test of the whole path. */
  loopback: 31,
} as const

/** The number of the last list of listeners a sender can have. */
export const LAST_LIST = TARGETS.loopback - 1

/** Whether a target is a list of the sender's own: a key scope, and a count, of its own. */
export function isList(target: number): boolean {
  return target >= TARGETS.list && target <= LAST_LIST
}

/** The last sequence number there is; a counter that has used it is at its end. */
export const LAST_SEQUENCE = 2 ** 32 - 1

/** The source id of packets that the host itself makes. */
export const HOST_SOURCE = 0

/** The fields of a header; make one and use it again for each packet. */
export class PacketHeader {
  kind: Kind = KIND.voice
  /** 0..255, of the channel's key. */
  epoch = 0
  /** 0..65535; 0 is the host. */
  source = 0
  /** 0..2^32-1. */
  sequence = 0
  /** Samples at 48 kHz, 0..2^32-1, wraps. */
  timestamp = 0
  target = 0
  flags = 0
  /** 0..127, the level in -dBov (RFC 6464): 127 is silence. */
  level = 0
  /** Index into FRAME_LENGTHS_MS. */
  frameCode = 0
}

/**
 * Reads the header of a datagram that lies in `bytes` at `offset`.
 * Answers why it cannot be a packet of this version; `header` is then undefined.
 */
export function parseHeader(
  bytes: Uint8Array,
  offset: number,
  length: number,
  header: PacketHeader,
): DropReason | undefined {
  if (length < LEAST_PACKET_BYTES) return 'too-short'
  if (length > LIMITS.datagramBytes) return 'too-long'
  const first = read8(bytes, offset)
  if (first >> 4 !== VERSION) return 'bad-version'
  const kind = first & 0x0f
  if (!isKind(kind)) return 'bad-kind'
  header.kind = kind
  header.epoch = read8(bytes, offset + HEADER_OFFSETS.epoch)
  header.source = read16(bytes, offset + HEADER_OFFSETS.source)
  header.sequence = read32(bytes, offset + HEADER_OFFSETS.sequence)
  header.timestamp = read32(bytes, offset + HEADER_OFFSETS.timestamp)
  header.target = read8(bytes, offset + HEADER_OFFSETS.target)
  header.flags = read8(bytes, offset + HEADER_OFFSETS.flags)
  header.level = read8(bytes, offset + HEADER_OFFSETS.level)
  header.frameCode = read8(bytes, offset + HEADER_OFFSETS.frameCode)
  return undefined
}

/** Writes the 16 bytes of a header at `offset`; fields are cut to their widths. */
export function composeHeader(bytes: Uint8Array, offset: number, header: PacketHeader): void {
  bytes[offset] = (VERSION << 4) | header.kind
  bytes[offset + HEADER_OFFSETS.epoch] = header.epoch
  write16(bytes, offset + HEADER_OFFSETS.source, header.source)
  write32(bytes, offset + HEADER_OFFSETS.sequence, header.sequence)
  write32(bytes, offset + HEADER_OFFSETS.timestamp, header.timestamp)
  bytes[offset + HEADER_OFFSETS.target] = header.target
  bytes[offset + HEADER_OFFSETS.flags] = header.flags
  bytes[offset + HEADER_OFFSETS.level] = header.level
  bytes[offset + HEADER_OFFSETS.frameCode] = header.frameCode
}

/** Clears the fields that only voice uses. */
export function clearVoiceFields(header: PacketHeader): void {
  header.epoch = 0
  header.timestamp = 0
  header.target = 0
  header.flags = 0
  header.level = 0
  header.frameCode = 0
}
