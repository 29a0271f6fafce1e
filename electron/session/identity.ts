import { keyPairOf, fromBase64Url, SEED_BYTES, sign, toBase64Url, type KeyPair } from '../base/crypto.ts'
import type { Random } from '../base/random.ts'
import { writeFileAtomically } from './atomic-file.ts'
import { keepAside, readIfThere } from './data-file.ts'

/** Who this instance is towards every host: an Ed25519 key. */
export interface Identity {
  /** 32 bytes, base64url. */
  readonly publicKey: string
  /** Detached Ed25519 signature (RFC 8032), 64 bytes. */
  sign(message: Uint8Array): Uint8Array
}

/** An identity as a file gave it. */
export interface LoadedIdentity {
  readonly identity: Identity
  /** Where a damaged identity file was kept, so that a person can still rescue it. */
  readonly damagedCopy?: string
}

const SEED_TEXT = /^[A-Za-z0-9_-]{43}$/

/** An identity that lives as long as this process. */
export function ephemeralIdentity(random: Random): Identity {
  return identityOf(keyPairOf(random.bytes(SEED_BYTES)))
}

/**
 * Reads the identity in `file`, or makes one at first run. A damaged file is copied aside before a
 * fresh key takes its place. Throws `data-unwritable` where the file cannot be read or written.
 */
export async function loadIdentity(file: string, random: Random): Promise<LoadedIdentity> {
  const text = await readIfThere(file)
  const seed = text === undefined ? undefined : seedIn(text)
  if (seed !== undefined) return { identity: identityOf(keyPairOf(seed)) }
  const damagedCopy = text === undefined ? undefined : await keepAside(file, random)
  const fresh = random.bytes(SEED_BYTES)
  await writeFileAtomically(file, contentOf(fresh))
  const identity = identityOf(keyPairOf(fresh))
  return damagedCopy === undefined ? { identity } : { identity, damagedCopy }
}

function identityOf(pair: KeyPair): Identity {
  return { publicKey: toBase64Url(pair.publicKey), sign: (message) => sign(message, pair) }
}

function contentOf(seed: Uint8Array): string {
  return `${JSON.stringify({ version: 1, algorithm: 'ed25519', seed: toBase64Url(seed) })}\n`
}

function seedIn(text: string): Uint8Array | undefined {
  try {
    const data: unknown = JSON.parse(text)
    if (typeof data !== 'object' || data === null) return undefined
    const { version, algorithm, seed } = data as Record<string, unknown>
    const whole = version === 1 && algorithm === 'ed25519' && typeof seed === 'string' && SEED_TEXT.test(seed)
    return whole ? fromBase64Url(seed) : undefined
  } catch {
    return undefined
  }
}
