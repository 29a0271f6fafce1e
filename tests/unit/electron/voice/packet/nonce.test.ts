import { describe, expect, it } from 'vitest'
import { composeHeader, PacketHeader } from '../../../../../electron/voice/packet/header.ts'
import { KIND } from '../../../../../electron/voice/packet/kind.ts'
import { composeNonce } from '../../../../../electron/voice/packet/nonce.ts'
import { WRAP_POINTS } from '../../../../support/wrap-points.ts'

function nonceOf(fields: Partial<PacketHeader>): string {
  const bytes = new Uint8Array(16)
  composeHeader(bytes, 0, Object.assign(new PacketHeader(), fields))
  const nonce = new Uint8Array(12)
  composeNonce(nonce, bytes, 0)
  return Buffer.from(nonce).toString('hex')
}

describe('nonce', () => {
  it('has each field at its place', () => {
    expect(nonceOf({ kind: KIND.ping, epoch: 0xab, source: 0x0102, sequence: 0xdeadbeef })).toBe(
      '04ab010200000000deadbeef',
    )
  })

  it('never repeats over kinds, epochs, directions, sources and sequence numbers', () => {
    const seen = new Set<string>()
    let made = 0
    for (const kind of Object.values(KIND)) {
      for (const epoch of [0, 1, 128, 255]) {
        for (const source of [0, 1, 255, 256, 257, 65_535]) {
          for (const sequence of WRAP_POINTS) {
            seen.add(nonceOf({ kind, epoch, source, sequence }))
            made += 1
          }
        }
      }
    }
    expect(seen.size).toBe(made)
  })

  it('does not depend on fields that may repeat', () => {
    expect(nonceOf({ timestamp: 5, target: 1, flags: 3, level: 9, frameCode: 2 })).toBe(nonceOf({}))
  })
})
