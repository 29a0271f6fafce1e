import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { sha256, toBase64Url } from '../base/crypto.ts'
import type { Random } from '../base/random.ts'
import type { StateRepository } from '../storage/repositories/state.ts'
import { readSecret, writeSecret } from './secret-file.ts'

/** Name of the file that holds the present claim in a host's data folder. */
export const CLAIM_FILE = 'claim-token'
const TOKEN_BYTES = 16

/**
 * The right to become an owner of this host, for one who has its link; there is one at a time, until it is used.
 * The database knows its hash; the token lies beside it in a file of its own, so that it can be shown again.
 */
export class Claim {
  readonly #file: string
  readonly #state: StateRepository
  readonly #random: Random

  constructor(folder: string, state: StateRepository, random: Random) {
    this.#file = join(folder, CLAIM_FILE)
    this.#state = state
    this.#random = random
  }

  /** The present token, made where there is none. Throws `data-unwritable`. */
  token(): string {
    const kept = readSecret(this.#file)
    if (kept !== undefined && this.fits(kept)) return kept
    const token = toBase64Url(this.#random.bytes(TOKEN_BYTES))
    writeSecret(this.#file, token)
    this.#state.set('claimTokenHash', hashOf(token))
    return token
  }

  /** Whether a token is the present one. */
  fits(token: string): boolean {
    const hash = this.#state.get('claimTokenHash')
    return hash !== undefined && hash !== '' && hash === hashOf(token)
  }

  /** It has been used: nobody can use it again. */
  spend(): void {
    this.#state.set('claimTokenHash', '')
    rmSync(this.#file, { force: true })
  }
}

function hashOf(token: string): string {
  return toBase64Url(sha256(token))
}
