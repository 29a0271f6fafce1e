import { read16, read32, write16, write32 } from './byte-order.ts'

/**
 * gap (host to all who hear a channel): packets of a source that the host has kept to itself, sent right before the
 * first one it forwards again. Bytes not named are zero and ignored.
 */
export const GAP_BYTES = 12
export const GAP_OFFSETS = { source: 0, first: 4, count: 8 } as const

/** Fields of a gap. */
export class GapPayload {
  source = 0
  /** The first sequence number that was not forwarded. */
  first = 0
  /** How many were not, in a row. */
  count = 0
}

/** Answers the bytes written. */
export function composeGap(out: Uint8Array, gap: GapPayload): number {
  out.fill(0, 0, GAP_BYTES)
  write16(out, GAP_OFFSETS.source, gap.source)
  write32(out, GAP_OFFSETS.first, gap.first)
  write32(out, GAP_OFFSETS.count, gap.count)
  return GAP_BYTES
}

/** False where the length is not that of a gap. */
export function parseGap(bytes: Uint8Array, length: number, gap: GapPayload): boolean {
  if (length !== GAP_BYTES) return false
  gap.source = read16(bytes, GAP_OFFSETS.source)
  gap.first = read32(bytes, GAP_OFFSETS.first)
  gap.count = read32(bytes, GAP_OFFSETS.count)
  return true
}
