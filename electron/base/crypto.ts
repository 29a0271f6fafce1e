import {
  createHash,
  sign as signWith,
  hkdfSync,
  verify as verifyWith,
  X509Certificate,
  type KeyObject,
} from 'node:crypto'
import sodium from 'sodium-native'

/**
 * The cryptographic operations of this project, each a thin face of a library:
 * ChaCha20-Poly1305 (RFC 8439), Ed25519 (RFC 8032), HKDF-SHA256 (RFC 5869), ECDSA on P-256 (FIPS 186-5).
 */

export const KEY_BYTES = 32
export const NONCE_BYTES = 12
export const TAG_BYTES = 16
export const SEED_BYTES = 32
export const PUBLIC_KEY_BYTES = 32
export const SIGNATURE_BYTES = 64

/** Seals `message` into `out` (message length + TAG_BYTES); `out` may begin where `message` does. */
export function seal(
  out: Uint8Array,
  message: Uint8Array,
  associated: Uint8Array,
  nonce: Uint8Array,
  key: Uint8Array,
): void {
  sodium.crypto_aead_chacha20poly1305_ietf_encrypt(out, message, associated, null, nonce, key)
}

/**
 * Opens `sealed` into `out` (sealed length - TAG_BYTES); `out` may begin where `sealed` does.
 * False, and `out` undefined, where the tag does not fit.
 */
export function open(
  out: Uint8Array,
  sealed: Uint8Array,
  associated: Uint8Array,
  nonce: Uint8Array,
  key: Uint8Array,
): boolean {
  try {
    sodium.crypto_aead_chacha20poly1305_ietf_decrypt(out, null, sealed, associated, nonce, key)
    return true
  } catch {
    return false
  }
}

/** An Ed25519 key pair from its 32-byte seed. */
export interface KeyPair {
  readonly publicKey: Uint8Array
  readonly secretKey: Uint8Array
}

export function keyPairOf(seed: Uint8Array): KeyPair {
  const publicKey = new Uint8Array(PUBLIC_KEY_BYTES)
  const secretKey = new Uint8Array(SEED_BYTES + PUBLIC_KEY_BYTES)
  sodium.crypto_sign_seed_keypair(publicKey, secretKey, seed)
  return { publicKey, secretKey }
}

/** Detached Ed25519 signature, 64 bytes. */
export function sign(message: Uint8Array, pair: KeyPair): Uint8Array {
  const signature = new Uint8Array(SIGNATURE_BYTES)
  sodium.crypto_sign_detached(signature, message, pair.secretKey)
  return signature
}

/** Whether a detached Ed25519 signature fits; false for arguments of the wrong length too. */
export function verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES || publicKey.length !== PUBLIC_KEY_BYTES) return false
  return sodium.crypto_sign_verify_detached(signature, message, publicKey)
}

/** The two halves of an ECDSA signature side by side (IEEE P1363), SIGNATURE_BYTES long. */
const SIDE_BY_SIDE = 'ieee-p1363'
const CERTIFICATE_CURVE = 'prime256v1'

/** Signature by the key of a host's certificate (PEM): ECDSA on P-256 with SHA-256, 64 bytes. */
export function signAsHost(message: Uint8Array, privateKey: string): Uint8Array {
  return new Uint8Array(signWith('sha256', message, { key: privateKey, dsaEncoding: SIDE_BY_SIDE }))
}

/** The public key in a certificate (DER); undefined where it is no certificate of a host. */
export function hostKeyOf(certificate: Uint8Array): KeyObject | undefined {
  try {
    const { publicKey } = new X509Certificate(certificate)
    return publicKey.asymmetricKeyDetails?.namedCurve === CERTIFICATE_CURVE ? publicKey : undefined
  } catch {
    return undefined
  }
}

/** Whether a signature of `signAsHost` fits. */
export function verifyHost(signature: Uint8Array, message: Uint8Array, publicKey: KeyObject): boolean {
  return verifyWith('sha256', message, { key: publicKey, dsaEncoding: SIDE_BY_SIDE }, signature)
}

/** HKDF-SHA256 with an empty salt. */
export function deriveKey(secret: Uint8Array, info: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(0), info, KEY_BYTES))
}

/** SHA-256 (FIPS 180-4) of bytes, or of a text as UTF-8: 32 bytes. */
export function sha256(data: Uint8Array | string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(data).digest())
}

/** Bytes as unpadded base64url. */
export function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url')
}

/** Bytes of base64url text; characters of another alphabet are ignored, so check the form before. */
export function fromBase64Url(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64url'))
}
