import type { Clock } from '../../base/clock.ts'
import { sha256, toBase64Url } from '../../base/crypto.ts'
import type { Random } from '../../base/random.ts'
import { PalabreError } from '../../contract/errors.ts'
import type { InvitedRole } from '../../contract/models.ts'
import type { InviteRow } from '../../storage/repositories/invites.ts'
import type { Store } from '../../storage/store.ts'

/** 128 bits: nobody guesses one, and the link stays short. */
const TOKEN_BYTES = 16

export interface InviteTerms {
  readonly channelId?: number | undefined
  readonly createdBy?: number | undefined
  /** Seconds. */
  readonly lifetimeS: number
  /** 0: no limit. */
  readonly uses: number
  /** What it makes of somebody new; a member where it is not said. */
  readonly role?: InvitedRole | undefined
}

/** Makes invites and judges them. Knows tokens by their hash only, but for the lobby's. */
export class InviteService {
  readonly #store: Store
  readonly #clock: Clock
  readonly #random: Random

  constructor(options: { store: Store; clock: Clock; random: Random }) {
    this.#store = options.store
    this.#clock = options.clock
    this.#random = options.random
  }

  /** Makes an invite; answers its token. */
  create({ channelId, createdBy, lifetimeS, uses, role }: InviteTerms): string {
    const at = this.#clock.wallMs()
    return this.#add({ channelId, createdBy, role, expiresAt: at + lifetimeS * 1000, usesLimit: uses })
  }

  /** The token of the invite that works for everybody who has it; made once, the same ever after. */
  lobby(channelId: number): string {
    const { state, invites } = this.#store
    const kept = state.get('lobbyToken')
    if (kept !== undefined && invites.byHash(tokenHash(kept)) !== undefined) return kept
    return this.#store.transaction(() => {
      // The data of another host has taken the place of this one's: links of before hold on.
      const token = this.#add({ channelId, expiresAt: null, usesLimit: 0 }, kept)
      state.set('lobbyToken', token)
      return token
    })
  }

  /** The invite of a token that lets one more in; throws `invite-unknown|revoked|expired|spent`. */
  check(token: string): InviteRow {
    const invite = this.#store.invites.byHash(tokenHash(token))
    if (invite === undefined) throw new PalabreError('invite-unknown')
    if (invite.revokedAt !== null) throw new PalabreError('invite-revoked')
    const expired = invite.expiresAt !== null && invite.expiresAt <= this.#clock.wallMs()
    if (expired) throw new PalabreError('invite-expired')
    if (invite.usesLimit > 0 && invite.uses >= invite.usesLimit) throw new PalabreError('invite-spent')
    return invite
  }

  /** Who made an invite, null where that is nobody (any more); throws `invite-unknown`. */
  creatorOf(token: string): number | null {
    const invite = this.#store.invites.byHash(tokenHash(token))
    if (invite === undefined) throw new PalabreError('invite-unknown')
    return invite.createdBy
  }

  /** Withdraws an invite; throws `invite-unknown`. */
  revoke(token: string): void {
    const invite = this.#store.invites.byHash(tokenHash(token))
    if (invite === undefined) throw new PalabreError('invite-unknown')
    this.#store.invites.revoke(invite.id, this.#clock.wallMs())
  }

  /** The same by its number; throws `invite-unknown`. */
  revokeById(id: number): void {
    if (this.#store.invites.byId(id) === undefined) throw new PalabreError('invite-unknown')
    this.#store.invites.revoke(id, this.#clock.wallMs())
  }

  #add(
    terms: {
      channelId?: number | undefined
      createdBy?: number | undefined
      role?: InvitedRole | undefined
      expiresAt: number | null
      usesLimit: number
    },
    token = toBase64Url(this.#random.bytes(TOKEN_BYTES)),
  ): string {
    this.#store.invites.add({
      tokenHash: tokenHash(token),
      channelId: terms.channelId ?? null,
      role: terms.role ?? 'member',
      createdBy: terms.createdBy ?? null,
      at: this.#clock.wallMs(),
      expiresAt: terms.expiresAt,
      usesLimit: terms.usesLimit,
    })
    return token
  }
}

/** SHA-256 suffices: a token is random, so nothing can be tried against its hash. */
function tokenHash(token: string): Uint8Array {
  return sha256(token)
}
