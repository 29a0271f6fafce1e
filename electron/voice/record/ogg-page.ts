/**
 * Pages of an Ogg stream (RFC 3533, 6): what each begins with, in little-endian numbers.
 *
 *       0        4    5    6              14        18        22        26   27
 *      +--------+----+----+--------------+---------+---------+---------+----+---------- ...
 *      |"OggS"  | 0  |flag| granule      | serial  | number  | CRC-32  | n  | n lacing values, body
 *      +--------+----+----+--------------+---------+---------+---------+----+---------- ...
 */
export const PAGE_HEAD_BYTES = 27
export const PAGE_OFFSETS = {
  version: 4,
  flags: 5,
  granule: 6,
  serial: 14,
  number: 18,
  crc: 22,
  count: 26,
} as const
export const PAGE_FLAGS = { continued: 1, first: 2, last: 4 } as const
/** Lacing values of one page. */
export const MOST_SEGMENTS = 255
/** A lacing value of this says that the packet goes on. */
export const FULL_SEGMENT = 255
export const CAPTURE_PATTERN = [0x4f, 0x67, 0x67, 0x53] as const
/** The granule position of a page on which no packet ends. */
export const NO_GRANULE = -1n

/** Polynomial of RFC 3533, most significant bit first, from 0, not inverted. */
const POLYNOMIAL = 0x04c1_1db7
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24
  for (let bit = 0; bit < 8; bit += 1) value = value < 0 ? (value << 1) ^ POLYNOMIAL : value << 1
  return value >>> 0
})

/** Checksum of a page whose own four bytes of it are zero. */
export function pageCrc(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) crc = ((crc << 8) ^ (TABLE[(crc >>> 24) ^ byte] ?? 0)) >>> 0
  return crc
}

export interface PageFields {
  /** PAGE_FLAGS. */
  readonly flags: number
  /** Samples up to the end of the last packet that ends here, or NO_GRANULE. */
  readonly granule: bigint
  readonly serial: number
  readonly number: number
}

/** A whole page of these lacing values (at most MOST_SEGMENTS) and the bytes they tell of. */
export function composePage(
  { flags, granule, serial, number }: PageFields,
  lacing: readonly number[],
  body: Uint8Array,
): Uint8Array {
  const page = new Uint8Array(PAGE_HEAD_BYTES + lacing.length + body.length)
  const view = new DataView(page.buffer)
  page.set(CAPTURE_PATTERN)
  page[PAGE_OFFSETS.flags] = flags
  view.setBigInt64(PAGE_OFFSETS.granule, granule, true)
  view.setUint32(PAGE_OFFSETS.serial, serial, true)
  view.setUint32(PAGE_OFFSETS.number, number, true)
  page[PAGE_OFFSETS.count] = lacing.length
  page.set(lacing, PAGE_HEAD_BYTES)
  page.set(body, PAGE_HEAD_BYTES + lacing.length)
  view.setUint32(PAGE_OFFSETS.crc, pageCrc(page), true)
  return page
}

/** Lacing values of a packet of this length. */
export function lacingOf(length: number): number[] {
  const full = Math.floor(length / FULL_SEGMENT)
  return [...Array.from({ length: full }, () => FULL_SEGMENT), length % FULL_SEGMENT]
}
