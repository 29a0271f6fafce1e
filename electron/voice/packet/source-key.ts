import { deriveKey } from '../../base/crypto.ts'
import { write16 } from './byte-order.ts'

/** Starts the info of the derivation: one purpose, one version. */
export const SOURCE_KEY_LABEL = 'palabre voice v1'
export const SESSION_NONCE_BYTES = 16

/**
 * The key that seals one member's voice in one epoch of one channel:
 * HKDF-SHA256(epoch secret, "palabre voice v1" || source id, 2 bytes || session nonce, 16 bytes).
 */
export function sourceKey(secret: Uint8Array, sourceId: number, sessionNonce: Uint8Array): Uint8Array {
  const label = new TextEncoder().encode(SOURCE_KEY_LABEL)
  const info = new Uint8Array(label.length + 2 + SESSION_NONCE_BYTES)
  info.set(label)
  write16(info, label.length, sourceId)
  info.set(sessionNonce, label.length + 2)
  return deriveKey(secret, info)
}
