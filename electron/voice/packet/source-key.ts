import { deriveKey } from '../../base/crypto.ts'
import { write16 } from './byte-order.ts'

/** Starts the info of the derivation: one purpose, one version. */
export const SOURCE_KEY_LABEL = 'palabre voice v1'
export const SESSION_NONCE_BYTES = 16

/** The same for what the host itself makes. */
export const MIX_KEY_LABEL = 'palabre mix v1'
/** The same for the voice that a member speaks to a list of its own. */
export const WHISPER_KEY_LABEL = 'palabre whisper v1'
/** Stands for everybody where a listener is named. */
export const EVERYBODY = 0

const NO_NONCE = new Uint8Array(SESSION_NONCE_BYTES)

/**
 * The key that seals one member's voice in one epoch of one channel:
 * HKDF-SHA256(epoch secret, "palabre voice v1" || source id, 2 bytes || session nonce, 16 bytes).
 */
export function sourceKey(secret: Uint8Array, sourceId: number, sessionNonce: Uint8Array): Uint8Array {
  return derive(secret, SOURCE_KEY_LABEL, sourceId, sessionNonce)
}

/**
 * The key that seals what the host makes for one listener in one epoch of one channel, or for EVERYBODY in it:
 * HKDF-SHA256(epoch secret, "palabre mix v1" || source id, 2 bytes || session nonce, 16 bytes) of the listener,
 * zeros for everybody.
 */
export function mixKey(
  secret: Uint8Array,
  listener: number,
  sessionNonce: Uint8Array = NO_NONCE,
): Uint8Array {
  return derive(secret, MIX_KEY_LABEL, listener, listener === EVERYBODY ? NO_NONCE : sessionNonce)
}

/**
 * The key that seals what a member whispers to one of its lists, in one epoch of that list:
 * HKDF-SHA256(secret of the list, "palabre whisper v1" || number of the list, 1 byte || source id, 2 bytes
 * || session nonce, 16 bytes).
 */
export function whisperKey(
  secret: Uint8Array,
  list: number,
  sourceId: number,
  sessionNonce: Uint8Array,
): Uint8Array {
  return derive(secret, WHISPER_KEY_LABEL + String.fromCharCode(list), sourceId, sessionNonce)
}

function derive(secret: Uint8Array, purpose: string, sourceId: number, sessionNonce: Uint8Array): Uint8Array {
  const label = new TextEncoder().encode(purpose)
  const info = new Uint8Array(label.length + 2 + SESSION_NONCE_BYTES)
  info.set(label)
  write16(info, label.length, sourceId)
  info.set(sessionNonce, label.length + 2)
  return deriveKey(secret, info)
}
