import { describe, expect, it } from 'vitest'
import { composePage, lacingOf, PAGE_FLAGS, pageCrc } from '../../../../../electron/voice/record/ogg-page.ts'

describe('a page of Ogg', () => {
  it('has the checksum of RFC 3533', () => {
    // CRC-32 with this polynomial, from 0, of the usual test text: that of `cksum` (POSIX) before its last inversion.
    expect(pageCrc(new TextEncoder().encode('123456789'))).toBe(~0x765e7680 >>> 0)
  })

  it('is this one, byte for byte', () => {
    const fields = { flags: PAGE_FLAGS.last, granule: 0x0102_0304_0506n, serial: 0xdead_beef, number: 7 }
    const page = composePage(fields, [2, 1], Uint8Array.of(0xaa, 0xbb, 0xcc))
    expect(Buffer.from(page).toString('hex')).toBe(GOLDEN)
  })

  it('tells the length of a packet by values of 255 and a last smaller one', () => {
    expect([lacingOf(0), lacingOf(254), lacingOf(255), lacingOf(600)]).toEqual([
      [0],
      [254],
      [255, 0],
      [255, 255, 90],
    ])
  })
})

/** Capture pattern, version, flags; granule; serial; number; checksum (by bitwise division); values; body. */
const GOLDEN = [
  ...['4f676753', '00', '04', '0605040302010000', 'efbeadde', '07000000'],
  ...['d2a64ecc', '02', '0201', 'aabbcc'],
].join('')
