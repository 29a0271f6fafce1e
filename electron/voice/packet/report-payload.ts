import { read16, write16 } from './byte-order.ts'
import { PACKET_CONFIG } from './config.ts'

/**
 * report (guest to host): how each source arrived since the report before.
 * One count byte and three zero bytes, then REPORT_ENTRY_BYTES per source.
 */
export const REPORT_HEAD_BYTES = 4
export const REPORT_ENTRY_BYTES = 8
/** Places within an entry; each field is 2 bytes. */
export const REPORT_OFFSETS = { source: 0, received: 2, lost: 4, jitter: 6 } as const

const COLUMN_LENGTH = PACKET_CONFIG.reportEntries

/** Columns of a report; the first `count` places are valid. Values beyond 65535 are sent as 65535. */
export class ReportPayload {
  count = 0
  readonly source = new Uint16Array(COLUMN_LENGTH)
  /** Packets received. */
  readonly received = new Uint16Array(COLUMN_LENGTH)
  /** Packets that never came. */
  readonly lost = new Uint16Array(COLUMN_LENGTH)
  /** Inter-arrival jitter (RFC 3550 section 6.4.1), tenths of a millisecond. */
  readonly jitter = new Uint16Array(COLUMN_LENGTH)

  /** Appends a source; false where the report is full. */
  add(source: number, received: number, lost: number, jitterMs: number): boolean {
    if (this.count === COLUMN_LENGTH) return false
    this.source[this.count] = source
    this.received[this.count] = saturate(received)
    this.lost[this.count] = saturate(lost)
    this.jitter[this.count] = saturate(Math.round(jitterMs * 10))
    this.count += 1
    return true
  }
}

/** Answers the bytes written. */
export function composeReport(out: Uint8Array, report: ReportPayload): number {
  out.fill(0, 0, REPORT_HEAD_BYTES)
  out[0] = report.count
  for (let index = 0; index < report.count; index += 1) {
    const at = REPORT_HEAD_BYTES + index * REPORT_ENTRY_BYTES
    write16(out, at + REPORT_OFFSETS.source, report.source[index] ?? 0)
    write16(out, at + REPORT_OFFSETS.received, report.received[index] ?? 0)
    write16(out, at + REPORT_OFFSETS.lost, report.lost[index] ?? 0)
    write16(out, at + REPORT_OFFSETS.jitter, report.jitter[index] ?? 0)
  }
  return REPORT_HEAD_BYTES + report.count * REPORT_ENTRY_BYTES
}

/** Whether the length fits the count, and the count the limit. */
export function isReportLength(bytes: Uint8Array, length: number): boolean {
  const count = bytes[0] ?? 0
  return count <= COLUMN_LENGTH && length === REPORT_HEAD_BYTES + count * REPORT_ENTRY_BYTES
}

/** False where the length is not that of a report. */
export function parseReport(bytes: Uint8Array, length: number, report: ReportPayload): boolean {
  if (!isReportLength(bytes, length)) return false
  const count = bytes[0] ?? 0
  report.count = count
  for (let index = 0; index < count; index += 1) {
    const at = REPORT_HEAD_BYTES + index * REPORT_ENTRY_BYTES
    report.source[index] = read16(bytes, at + REPORT_OFFSETS.source)
    report.received[index] = read16(bytes, at + REPORT_OFFSETS.received)
    report.lost[index] = read16(bytes, at + REPORT_OFFSETS.lost)
    report.jitter[index] = read16(bytes, at + REPORT_OFFSETS.jitter)
  }
  return true
}

function saturate(value: number): number {
  return Math.max(0, Math.min(0xffff, value))
}
