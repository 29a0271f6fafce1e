import { read16, read32, read8, write16, write32 } from './byte-order.ts'
import type { PacketHeader } from './header.ts'

/**
 * An opened voice packet on its way from the media worker to a recording, and in the recording's spool: what its header
 * said, when it came, and its payload as it was sent, with the copies of earlier frames where it has any.
 *
 *       0               4               8              12              16
 *      +---------------+---------------+---------------+---------------+
 *      | recording id  | arrival       | sequence      | timestamp     |
 *      +-------+---+---+---+---+-------+---------------+---------------+
 *      |source |flg|lvl|frm|knd|   0   |  payload ...
 *      +-------+---+---+---+---+-------+
 *      16      18  19  20  21  22      24
 *
 * `arrival` counts tenths of a millisecond since the recording began. The spool holds two further kinds with the same
 * head: who a source is, and how long the recording has lasted.
 */
export const RECORDED_HEAD_BYTES = 24
const OFFSETS = {
  recordingId: 0,
  arrival: 4,
  sequence: 8,
  timestamp: 12,
  source: 16,
  flags: 18,
  level: 19,
  frameCode: 20,
  kind: 21,
} as const

export const RECORDED_KIND = {
  packet: 1,
  /** The payload is JSON: who the source is. */
  person: 2,
  /** No payload: the recording has lasted until `arrival`. */
  end: 3,
} as const

/** Units of `arrival` in a millisecond. */
const ARRIVAL_PER_MS = 10
const MOST_ARRIVAL = 2 ** 32 - 1

/** The head of a recorded packet; make one and use it again. */
export class RecordedHead {
  recordingId = 0
  /** Since the recording began, ms. */
  arrivalMs = 0
  sequence = 0
  timestamp = 0
  source = 0
  flags = 0
  level = 0
  frameCode = 0
  kind: number = RECORDED_KIND.packet

  /** Takes what the header of a packet says. */
  follow(header: PacketHeader): void {
    this.sequence = header.sequence
    this.timestamp = header.timestamp
    this.source = header.source
    this.flags = header.flags
    this.level = header.level
    this.frameCode = header.frameCode
    this.kind = RECORDED_KIND.packet
  }
}

/** Writes RECORDED_HEAD_BYTES. */
export function composeRecorded(out: Uint8Array, head: RecordedHead): void {
  write32(out, OFFSETS.recordingId, head.recordingId)
  write32(
    out,
    OFFSETS.arrival,
    Math.min(MOST_ARRIVAL, Math.max(0, Math.round(head.arrivalMs * ARRIVAL_PER_MS))),
  )
  write32(out, OFFSETS.sequence, head.sequence)
  write32(out, OFFSETS.timestamp, head.timestamp)
  write16(out, OFFSETS.source, head.source)
  out[OFFSETS.flags] = head.flags
  out[OFFSETS.level] = head.level
  out[OFFSETS.frameCode] = head.frameCode
  out[OFFSETS.kind] = head.kind
  write16(out, OFFSETS.kind + 1, 0)
}

/** Reads a head; false where the first `length` bytes are too few or of no known kind. */
export function parseRecorded(bytes: Uint8Array, length: number, head: RecordedHead): boolean {
  if (length < RECORDED_HEAD_BYTES) return false
  head.recordingId = read32(bytes, OFFSETS.recordingId)
  head.arrivalMs = read32(bytes, OFFSETS.arrival) / ARRIVAL_PER_MS
  head.sequence = read32(bytes, OFFSETS.sequence)
  head.timestamp = read32(bytes, OFFSETS.timestamp)
  head.source = read16(bytes, OFFSETS.source)
  head.flags = read8(bytes, OFFSETS.flags)
  head.level = read8(bytes, OFFSETS.level)
  head.frameCode = read8(bytes, OFFSETS.frameCode)
  head.kind = read8(bytes, OFFSETS.kind)
  return head.kind >= RECORDED_KIND.packet && head.kind <= RECORDED_KIND.end
}
