import { read16, write16 } from './byte-order.ts'
import { PACKET_CONFIG } from './config.ts'

/**
 * report (guest to host): how each source arrived since the report before.
 * One count byte and three zero bytes, then REPORT_ENTRY_BYTES per source, in rising order of source ids: so that
 * nobody can name a source twice and count for two.
 */
export const REPORT_HEAD_BYTES = 4
export const REPORT_ENTRY_BYTES = 10
/** Places within an entry; each field is 2 bytes. */
export const REPORT_OFFSETS = { source: 0, received: 2, lost: 4, jitter: 6, delay: 8 } as const

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
  /** By how much the quickest packet since the report before was slower than the quickest of late, tenths of a ms. */
  readonly delay = new Uint16Array(COLUMN_LENGTH)

  /** Appends a source; false where the report is full. Sources are to be added in rising order of their ids. */
  add(source: number, received: number, lost: number, jitterMs: number, delayMs: number): boolean {
    if (this.count === COLUMN_LENGTH) return false
    this.source[this.count] = source
    this.received[this.count] = saturate(received)
    this.lost[this.count] = saturate(lost)
    this.jitter[this.count] = saturate(Math.round(jitterMs * 10))
    this.delay[this.count] = saturate(Math.round(delayMs * 10))
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
    write16(out, at + REPORT_OFFSETS.delay, report.delay[index] ?? 0)
  }
  return REPORT_HEAD_BYTES + report.count * REPORT_ENTRY_BYTES
}

/** Whether the length fits the count, the count the limit, and the source ids rise. */
export function isReport(bytes: Uint8Array, length: number): boolean {
  const count = bytes[0] ?? 0
  if (count > COLUMN_LENGTH || length !== REPORT_HEAD_BYTES + count * REPORT_ENTRY_BYTES) return false
  let before = -1
  for (let index = 0; index < count; index += 1) {
    const source = read16(bytes, REPORT_HEAD_BYTES + index * REPORT_ENTRY_BYTES + REPORT_OFFSETS.source)
    if (source <= before) return false
    before = source
  }
  return true
}

/** False where the bytes have not the form of a report. */
export function parseReport(bytes: Uint8Array, length: number, report: ReportPayload): boolean {
  if (!isReport(bytes, length)) return false
  const count = bytes[0] ?? 0
  report.count = count
  for (let index = 0; index < count; index += 1) {
    const at = REPORT_HEAD_BYTES + index * REPORT_ENTRY_BYTES
    report.source[index] = read16(bytes, at + REPORT_OFFSETS.source)
    report.received[index] = read16(bytes, at + REPORT_OFFSETS.received)
    report.lost[index] = read16(bytes, at + REPORT_OFFSETS.lost)
    report.jitter[index] = read16(bytes, at + REPORT_OFFSETS.jitter)
    report.delay[index] = read16(bytes, at + REPORT_OFFSETS.delay)
  }
  return true
}

/** The nearest 16-bit count. */
export function saturate(value: number): number {
  return Math.max(0, Math.min(0xffff, value))
}
