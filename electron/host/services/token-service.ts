import { timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../base/clock.ts'
import { fromBase64Url, sha256, toBase64Url } from '../../base/crypto.ts'
import type { Random } from '../../base/random.ts'
import { PalabreError } from '../../contract/errors.ts'
import { SCOPES, type Scope } from '../../contract/scopes.ts'
import type { TokenRow } from '../../storage/repositories/tokens.ts'
import type { Store } from '../../storage/store.ts'
import type { Actor, AuditLog } from './audit-log.ts'
import type { Person } from './permissions.ts'

/** 256 bits, told apart from other secrets by their beginning, also by programs that look for leaked ones. */
const TOKEN_BYTES = 32
const PREFIX = 'palabre_'
/** When a token was last used is kept no finer than this, ms: a write per request would be dear. */
const USE_GRAIN_MS = 60_000

/** A program that proved its token. */
export interface Bearer {
  /** Tells it from others. */
  readonly key: string
  readonly name: string
  readonly scopes: ReadonlySet<Scope>
  /** The user whose program it is, as the database has it now: then rights decide, and scopes do not count. */
  readonly user?: Person
}

export interface TokenTerms {
  readonly name: string
  readonly scopes: readonly Scope[]
  /** Seconds; absent: for good. */
  readonly lifetimeS?: number
}

/** A token as it is listed; itself it is shown only when it is made. Times are milliseconds since 1970. */
export interface TokenEntry extends Omit<TokenRow, 'scopes' | 'createdBy'> {
  readonly scopes: Scope[]
}

export interface TokenServiceOptions {
  readonly store: Pick<Store, 'tokens' | 'state'>
  readonly clock: Clock
  readonly random: Random
  readonly audit: AuditLog
}

/** Tokens of programs, known by their hash alone; and the owner's, which may everything. */
export class TokenService {
  readonly #options: TokenServiceOptions

  constructor(options: TokenServiceOptions) {
    this.#options = options
  }

  /** Whose token it is; throws `token-invalid`. */
  authenticate(token: string): Bearer {
    const hash = sha256(token)
    const owners = this.#options.store.state.get('ownerTokenHash')
    if (owners !== undefined && isSame(hash, fromBase64Url(owners))) {
      return { key: 'owner', name: 'owner token', scopes: new Set(SCOPES) }
    }
    const row = this.#options.store.tokens.byHash(hash)
    const nowMs = this.#options.clock.wallMs()
    if (row === undefined || (row.expiresAt !== null && row.expiresAt <= nowMs)) {
      throw new PalabreError('token-invalid')
    }
    if (nowMs - (row.lastUsedAt ?? 0) >= USE_GRAIN_MS) this.#noteUse(row.id, nowMs)
    return { key: String(row.id), name: row.name, scopes: new Set(scopesOf(row)) }
  }

  /** A full disk must not lock out those who want to see why. */
  #noteUse(id: number, nowMs: number): void {
    try {
      this.#options.store.tokens.used(id, nowMs)
    } catch (error) {
      if (!(error instanceof PalabreError && error.code === 'data-unwritable')) throw error
    }
  }

  /** What may be told of the tokens. */
  list(): TokenEntry[] {
    return this.#options.store.tokens.list().map((token) => {
      const { id, name, createdAt, lastUsedAt, expiresAt } = token
      return { id, name, scopes: scopesOf(token), createdAt, lastUsedAt, expiresAt }
    })
  }

  /** Makes a token; the answer is the only place where it is ever written. */
  create(
    actor: Actor,
    { name, scopes, lifetimeS }: TokenTerms,
  ): { readonly id: number; readonly token: string } {
    const { random, clock, store, audit } = this.#options
    const token = `${PREFIX}${toBase64Url(random.bytes(TOKEN_BYTES))}`
    const createdAt = clock.wallMs()
    const id = store.tokens.add({
      tokenHash: sha256(token),
      ...{ name, createdAt, scopes: JSON.stringify(scopes) },
      createdBy: actor.kind === 'user' ? actor.user.id : null,
      expiresAt: lifetimeS === undefined ? null : createdAt + lifetimeS * 1000,
    })
    audit.note(actor, 'token.create', { kind: 'host', id, name }, { scopes, lifetimeS })
    return { id, token }
  }

  /** Throws `token-unknown`. */
  revoke(actor: Actor, id: number): void {
    if (!this.#options.store.tokens.remove(id)) throw new PalabreError('token-unknown')
    this.#options.audit.note(actor, 'token.revoke', { kind: 'host', id, name: '' })
  }
}

/** What a stored token may; a scope that this version does not know counts for nothing. */
function scopesOf({ scopes }: Pick<TokenRow, 'scopes'>): Scope[] {
  const names = JSON.parse(scopes) as readonly string[]
  return SCOPES.filter((scope) => names.includes(scope))
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}
