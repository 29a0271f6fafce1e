import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TAG_BYTES } from '../../../../../electron/base/crypto.ts'
import { LIMITS } from '../../../../../electron/contract/limits.ts'
import {
  HEADER_BYTES,
  LEAST_PACKET_BYTES,
  MOST_PAYLOAD_BYTES,
  PacketHeader,
} from '../../../../../electron/voice/packet/header.ts'
import { FORGED, PacketOpener, PacketSealer } from '../../../../../electron/voice/packet/seal.ts'

const KEY = new Uint8Array(32).fill(7)

function sealed(payload: Uint8Array, sequence = 1): Uint8Array {
  const sealer = new PacketSealer()
  const header = Object.assign(new PacketHeader(), { epoch: 3, source: 258, sequence })
  return sealer.packet.slice(0, sealer.seal(header, payload, payload.length, KEY))
}

describe('seal', () => {
  it('gives the payload back, at any offset, and leaves the datagram as it was', () => {
    const opener = new PacketOpener()
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: MOST_PAYLOAD_BYTES }),
        fc.integer({ min: 0, max: 40 }),
        (payload, offset) => {
          const packet = sealed(payload)
          const slab = new Uint8Array(offset + packet.length)
          slab.set(packet, offset)
          expect(opener.open(slab, offset, packet.length, KEY)).toBe(payload.length)
          expect(opener.view(payload.length)).toEqual(payload)
          expect(slab.subarray(offset)).toEqual(packet)
        },
      ),
    )
  })

  it('fills a whole datagram and refuses more', () => {
    expect(sealed(new Uint8Array(MOST_PAYLOAD_BYTES)).length).toBe(LIMITS.datagramBytes)
    expect(() => sealed(new Uint8Array(MOST_PAYLOAD_BYTES + 1))).toThrow(RangeError)
  })

  it('takes a payload written into its own buffer', () => {
    const sealer = new PacketSealer()
    sealer.payload.set([1, 2, 3])
    const length = sealer.seal(new PacketHeader(), sealer.payload, 3, KEY)
    const opener = new PacketOpener()
    expect(opener.open(sealer.packet, 0, length, KEY)).toBe(3)
    expect([...opener.view(3)]).toEqual([1, 2, 3])
  })

  it('shows no byte of the payload on the wire', () => {
    const payload = new TextEncoder().encode('the same forty bytes of speech, plain...')
    const packet = Buffer.from(sealed(payload))
    expect(packet.includes(Buffer.from(payload.subarray(0, 4)))).toBe(false)
    expect(sealed(payload, 1).subarray(HEADER_BYTES)).not.toEqual(sealed(payload, 2).subarray(HEADER_BYTES))
  })

  it('refuses every flip of one bit and another key', () => {
    const packet = sealed(new Uint8Array(20).fill(9))
    const opener = new PacketOpener()
    for (let bit = 0; bit < packet.length * 8; bit += 1) {
      const place = bit >> 3
      packet[place] = (packet[place] ?? 0) ^ (1 << (bit & 7))
      expect(opener.open(packet, 0, packet.length, KEY)).toBe(FORGED)
      packet[place] = (packet[place] ?? 0) ^ (1 << (bit & 7))
    }
    expect(opener.open(packet, 0, packet.length, new Uint8Array(32))).toBe(FORGED)
    expect(opener.open(packet, 0, packet.length, KEY)).toBe(20)
  })

  it('refuses a packet cut at every length', () => {
    const packet = sealed(new Uint8Array(50).fill(9))
    const opener = new PacketOpener()
    for (let length = LEAST_PACKET_BYTES; length < packet.length; length += 1) {
      expect(opener.open(packet, 0, length, KEY)).toBe(FORGED)
    }
    expect(packet.length).toBe(HEADER_BYTES + 50 + TAG_BYTES)
  })
})
