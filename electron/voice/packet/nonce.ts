import { NONCE_BYTES } from '../../base/crypto.ts'
import { HEADER_OFFSETS } from './header.ts'
import { read8 } from './byte-order.ts'

/** Where each part of a nonce begins; bytes 4 to 7 are zero. */
export const NONCE_OFFSETS = { kind: 0, epoch: 1, source: 2, sequence: 8 } as const

/**
 * Fills the nonce of a packet from its header bytes: kind, epoch, source id (2), zero (4), sequence number (4).
 * Under one key kind, source and sequence number never repeat together, so neither does the nonce.
 */
export function composeNonce(nonce: Uint8Array, packet: Uint8Array, offset: number): void {
  if (nonce.length !== NONCE_BYTES) throw new RangeError('a nonce is 12 bytes')
  nonce[NONCE_OFFSETS.kind] = read8(packet, offset) & 0x0f
  nonce[NONCE_OFFSETS.epoch] = read8(packet, offset + HEADER_OFFSETS.epoch)
  nonce[NONCE_OFFSETS.source] = read8(packet, offset + HEADER_OFFSETS.source)
  nonce[NONCE_OFFSETS.source + 1] = read8(packet, offset + HEADER_OFFSETS.source + 1)
  for (let index = 0; index < 4; index += 1) {
    nonce[NONCE_OFFSETS.sequence + index] = read8(packet, offset + HEADER_OFFSETS.sequence + index)
  }
}
