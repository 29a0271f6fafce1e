import { join } from 'node:path'
import { sha256, toBase64Url } from '../base/crypto.ts'
import type { Random } from '../base/random.ts'
import { OWNER_TOKEN_FILE } from '../storage/store.ts'
import type { StateRepository } from '../storage/repositories/state.ts'
import { readSecret, writeSecret } from './secret-file.ts'

const TOKEN_BYTES = 32

/**
 * The token of a host's owner, made at first run. The database, which is copied and handed on, knows its hash;
 * the token lies beside it in a file of its own. Where that file is gone, a fresh token takes its place.
 */
export function ownerToken(folder: string, state: StateRepository, random: Random): string {
  const kept = keptOwnerToken(folder)
  const isKnown = kept !== undefined && state.get('ownerTokenHash') === hashOf(kept)
  return isKnown ? kept : renewOwnerToken(folder, state, random)
}

/** A fresh token of the owner; the one before is void at once. Throws `data-unwritable`. */
export function renewOwnerToken(folder: string, state: StateRepository, random: Random): string {
  const token = toBase64Url(random.bytes(TOKEN_BYTES))
  writeSecret(join(folder, OWNER_TOKEN_FILE), token)
  state.set('ownerTokenHash', hashOf(token))
  return token
}

/** The token that lies in a data folder; undefined where there is none, or it may not be read. */
export function keptOwnerToken(folder: string): string | undefined {
  return readSecret(join(folder, OWNER_TOKEN_FILE))
}

function hashOf(token: string): string {
  return toBase64Url(sha256(token))
}
