import { scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { fromBase64Url, toBase64Url } from '../../base/crypto.ts'
import type { Random } from '../../base/random.ts'

const derive = promisify<string, Uint8Array, number, object, Buffer>(scrypt)

/** RFC 7914; 32 MiB and some 60 ms, on libuv's threads: guessing costs, entering does not. */
const COST = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }
const SALT_BYTES = 16
const HASH_BYTES = 32

/** A password as it is kept: `SALT.HASH`, base64url. */
export async function hashPassword(password: string, random: Random): Promise<string> {
  const salt = random.bytes(SALT_BYTES)
  return `${toBase64Url(salt)}.${toBase64Url(await derive(normal(password), salt, HASH_BYTES, COST))}`
}

export async function isPassword(password: string, kept: string): Promise<boolean> {
  const [salt = '', hash = ''] = kept.split('.')
  const made = await derive(normal(password), fromBase64Url(salt), HASH_BYTES, COST)
  const wanted = fromBase64Url(hash)
  return made.length === wanted.length && timingSafeEqual(made, wanted)
}

/** The same letters typed on two systems may have different code points (RFC 8265 section 4.2.2). */
function normal(password: string): string {
  return password.normalize('NFC')
}
