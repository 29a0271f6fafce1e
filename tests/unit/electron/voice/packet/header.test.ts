import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIMITS } from '../../../../../electron/contract/limits.ts'
import {
  composeHeader,
  HEADER_BYTES,
  LEAST_PACKET_BYTES,
  PacketHeader,
  parseHeader,
} from '../../../../../electron/voice/packet/header.ts'
import { KIND, type Kind } from '../../../../../electron/voice/packet/kind.ts'

const byte = fc.integer({ min: 0, max: 255 })
const word = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const fields = fc.record({
  kind: fc.constantFrom<Kind>(...Object.values(KIND)),
  epoch: byte,
  source: fc.integer({ min: 0, max: 65_535 }),
  sequence: word,
  timestamp: word,
  target: byte,
  flags: byte,
  level: byte,
  frameCode: byte,
})

describe('header', () => {
  it('comes back as it was composed, at any offset', () => {
    fc.assert(
      fc.property(fields, fc.integer({ min: 0, max: 9 }), (values, offset) => {
        const bytes = new Uint8Array(offset + LEAST_PACKET_BYTES)
        composeHeader(bytes, offset, Object.assign(new PacketHeader(), values))
        const parsed = new PacketHeader()
        expect(parseHeader(bytes, offset, LEAST_PACKET_BYTES, parsed)).toBeUndefined()
        expect(Object.fromEntries(Object.entries(parsed))).toEqual(values)
      }),
    )
  })

  it('names the reason for every length', () => {
    const bytes = new Uint8Array(2000)
    composeHeader(bytes, 0, new PacketHeader())
    const header = new PacketHeader()
    for (let length = 0; length <= 1500; length += 1) {
      const reason = parseHeader(bytes, 0, length, header)
      if (length < LEAST_PACKET_BYTES) expect(reason).toBe('too-short')
      else if (length > LIMITS.datagramBytes) expect(reason).toBe('too-long')
      else expect(reason).toBeUndefined()
    }
  })

  it('takes only version 1 and the kinds of it', () => {
    const bytes = new Uint8Array(LEAST_PACKET_BYTES)
    for (let first = 0; first < 256; first += 1) {
      bytes[0] = first
      const reason = parseHeader(bytes, 0, bytes.length, new PacketHeader())
      const kind = first & 0x0f
      if (first >> 4 !== 1) expect(reason).toBe('bad-version')
      else if (kind === 0 || kind > KIND.gap) expect(reason).toBe('bad-kind')
      else expect(reason).toBeUndefined()
    }
  })

  it('writes nothing beyond its 16 bytes', () => {
    const bytes = new Uint8Array(HEADER_BYTES + 2).fill(0xaa)
    composeHeader(bytes, 1, new PacketHeader())
    expect([bytes[0], bytes[HEADER_BYTES + 1]]).toEqual([0xaa, 0xaa])
  })
})
