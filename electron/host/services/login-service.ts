import type { Clock } from '../../base/clock.ts'
import { fromBase64Url, verify } from '../../base/crypto.ts'
import { PalabreError } from '../../contract/errors.ts'
import { GATEWAY_VERSION, LOGIN_CONTEXT, type GuestMessage } from '../../contract/gateway.ts'
import { LIMITS } from '../../contract/limits.ts'
import type { Role } from '../../contract/models.ts'
import type { User } from '../../storage/repositories/users.ts'
import type { InviteRow } from '../../storage/repositories/invites.ts'
import { writeIfPossible } from '../../storage/write-health.ts'
import type { Store } from '../../storage/store.ts'
import { addressKey } from '../gateway/strangers.ts'
import type { BanList } from './ban-list.ts'
import type { ChannelTree } from './channel-tree.ts'
import type { InviteService } from './invite-service.ts'
import type { LinkCodes } from './link-codes.ts'

export type LoginMessage = Extract<GuestMessage, { type: 'login' }>

/** Who comes in, and where to. */
export interface Admission {
  readonly user: User
  readonly channelId: number
  /** Which of the user's machines it is. */
  readonly deviceId: number
  /** What the user should know first. */
  readonly warning?: 'name-shared'
}

export interface LoginOptions {
  readonly store: Store
  readonly invites: InviteService
  readonly clock: Clock
  readonly tree: ChannelTree
  readonly bans: BanList
  readonly links: LinkCodes
  readonly rankOf: (user: User) => number
  /** A further machine has become this user's. */
  readonly onLinked: (user: User) => void
  /** Whether a channel lets a user in without a word. */
  readonly isOpen: (user: User, channelId: number) => boolean
  /** SHA-256 of the certificate, 32 bytes. */
  readonly fingerprint: Uint8Array
  /** Public keys, base64url, of users that own this host. */
  readonly owners: ReadonlySet<string>
  /** The right to become an owner, for one who has its token. */
  readonly claim: {
    readonly fits: (token: string) => boolean
    /** This user has used it. */
    readonly spend: (user: User) => void
  }
  /** Whether somebody at this address needs no invite. */
  readonly isNeighbour: (address: string) => boolean
}

/**
 * Decides who may enter: proof of a key, and for a key not seen before an invite. On the host's own network it may be
 * enough to be there: such a user is a guest, and comes in from there alone until an invite, or a role that is given,
 * makes more of it.
 */
export class LoginService {
  readonly #options: LoginOptions

  constructor(options: LoginOptions) {
    this.#options = options
  }

  /**
   * Judges a login for the challenge given to this connection. What it wrote is on the disk when it answers; where
   * nothing can be written, who is known comes in all the same, and others are told `data-unwritable`. Throws
   * `protocol-version`, `login-rejected`, `banned`, `invite-*`, `link-*`, `devices-full`, `channel-unknown` or
   * `permission-denied`.
   */
  admit(login: LoginMessage, challenge: Uint8Array, address = ''): Admission {
    if (login.version !== GATEWAY_VERSION) throw new PalabreError('protocol-version')
    const publicKey = fromBase64Url(login.publicKey)
    const signed = loginText(this.#options.fingerprint, challenge)
    if (!verify(fromBase64Url(login.signature), signed, publicKey)) throw new PalabreError('login-rejected')
    if (!this.#options.owners.has(login.publicKey)) this.#checkBan(publicKey, address)
    const wanted = this.#named(login.channel)
    const { store } = this.#options
    let admission: Admission | undefined
    const isKept = writeIfPossible(() => {
      admission = store.transaction(() => this.#enter(login, publicKey, wanted, address))
    })
    if (!isKept && login.linkCode === undefined) admission = this.#enterUnkept(login, publicKey, wanted)
    if (admission === undefined) throw new PalabreError('data-unwritable')
    if (login.linkCode !== undefined) {
      // Only now is it sure: what the disk refused may be tried again with the same code.
      this.#options.links.spend(login.linkCode)
      this.#options.onLinked(admission.user)
    }
    return admission
  }

  /** Who is known and needs nothing more comes in though nothing can be written: a call that broke off goes on. */
  #enterUnkept(
    login: LoginMessage,
    publicKey: Uint8Array,
    wanted: number | undefined,
  ): Admission | undefined {
    const { users, devices } = this.#options.store
    const known = users.byKey(publicKey)
    if (known === undefined || known.lanOnly) return undefined
    const role: Role = this.#options.owners.has(login.publicKey) ? 'owner' : known.role
    const nickname = login.keepName === true ? known.nickname : login.nickname
    const user = { ...known, nickname, role }
    const channelId = this.#place(user, [wanted, user.lastChannelId])
    return { user, channelId, deviceId: devices.byKey(publicKey)?.id ?? 0 }
  }

  #enter(
    message: LoginMessage,
    publicKey: Uint8Array,
    wanted: number | undefined,
    address: string,
  ): Admission {
    const { users, devices } = this.#options.store
    const linked = this.#link(message, publicKey, address)
    const known = linked ?? users.byKey(publicKey)
    const keepsName = linked !== undefined || message.keepName === true
    const login = keepsName && known !== undefined ? { ...message, nickname: known.nickname } : message
    const claims = login.token !== undefined && this.#options.claim.fits(login.token)
    const owner = claims || this.#options.owners.has(login.publicKey)
    const { user, invited } =
      known === undefined
        ? this.#welcome(login, publicKey, owner, address)
        : { user: this.#greet(this.#admitAgain(known, login, owner, address), login, owner), invited: null }
    const channelId = this.#place(user, [wanted, user.lastChannelId, invited])
    if (channelId !== user.lastChannelId) users.moved(user.id, channelId)
    if (claims) this.#options.claim.spend(user)
    const deviceId = devices.byKey(publicKey)?.id ?? 0
    const sharesName = known === undefined && users.hasNamesake(user.id, user.nickname)
    return { user, channelId, deviceId, ...(sharesName ? { warning: 'name-shared' } : {}) }
  }

  /**
   * A machine that shows a code becomes another of the user who made it, with the name that user has. One that was
   * somebody's is so no more, unless it could do more than it can from then on.
   */
  #link(login: LoginMessage, publicKey: Uint8Array, address: string): User | undefined {
    const { store, links, clock, rankOf } = this.#options
    if (login.linkCode === undefined) return undefined
    const before = store.users.byKey(publicKey)
    const user = store.users.byId(links.check(login.linkCode, addressKey(address), before?.id))
    if (user === undefined) throw new PalabreError('link-code-wrong')
    if (before?.id === user.id) return user
    if (before !== undefined && rankOf(before) > rankOf(user)) throw new PalabreError('link-outranked')
    const devices = store.devices.ofUser(user.id)
    if (devices.length >= LIMITS.devices) throw new PalabreError('devices-full')
    for (const device of devices) this.#checkBan(device.publicKey, address)
    const own = store.devices.byKey(publicKey)
    if (own !== undefined) store.devices.remove(own.userId, own.id)
    store.devices.add({ userId: user.id, publicKey, name: own?.name ?? '', at: clock.wallMs() })
    return user
  }

  /** A key not seen before: one use of the invite and the new user are one. */
  #welcome(
    login: LoginMessage,
    publicKey: Uint8Array,
    owner: boolean,
    address: string,
  ): { user: User; invited: number | null } {
    const { store, clock } = this.#options
    const at = clock.wallMs()
    const { nickname } = login
    if (owner) return { user: store.users.add({ publicKey, nickname, role: 'owner', at }), invited: null }
    if (login.token === undefined && this.#options.isNeighbour(address)) {
      return {
        user: store.users.add({ publicKey, nickname, role: 'guest', at, lanOnly: true }),
        invited: null,
      }
    }
    const { role, channelId } = this.#useInvite(login.token)
    return { user: store.users.add({ publicKey, nickname, role, at }), invited: channelId }
  }

  /** Who was let in for being near must be so again, or show an invite, which says what it makes of one. */
  #admitAgain(user: User, login: LoginMessage, owner: boolean, address: string): User {
    if (!user.lanOnly) return user
    if (!owner && login.token === undefined && this.#options.isNeighbour(address)) return user
    const role: Role = owner ? 'owner' : this.#useInvite(login.token).role
    this.#options.store.users.setRole(user.id, role)
    return { ...user, role, lanOnly: false }
  }

  /** Spends one use of an invite; answers it. */
  #useInvite(token: string | undefined): InviteRow {
    if (token === undefined) throw new PalabreError('invite-required')
    const invite = this.#options.invites.check(token)
    this.#options.store.invites.use(invite.id)
    return invite
  }

  #greet(user: User, login: LoginMessage, owner: boolean): User {
    const role: Role = owner ? 'owner' : user.role
    const { nickname } = login
    const at = this.#options.clock.wallMs()
    this.#options.store.users.seen(user.id, { nickname, role, at })
    this.#options.store.devices.seen(fromBase64Url(login.publicKey), at)
    return { ...user, nickname, role }
  }

  #named(name: string | undefined): number | undefined {
    if (name === undefined) return undefined
    const channel = this.#options.tree.named(name)
    if (channel === undefined) throw new PalabreError('channel-unknown')
    return channel.id
  }

  /** The first of the channels that lets the user in, else any that does: who is known is not kept out by one door. */
  #place(user: User, wishes: readonly (number | null | undefined)[]): number {
    const { tree, isOpen } = this.#options
    const wished = wishes.flatMap((id) => (id === null || id === undefined ? [] : (tree.find(id) ?? [])))
    const found = [...wished, ...tree.all].find(({ id }) => isOpen(user, id))
    if (found === undefined) throw new PalabreError('permission-denied', { detail: 'enter' })
    return found.id
  }

  #checkBan(publicKey: Uint8Array, address: string): void {
    const ban = this.#options.bans.check(publicKey, address)
    if (ban === undefined) return
    const { expiresAt, reason } = ban
    const wait = expiresAt === null ? {} : { retryAfter: (expiresAt - this.#options.clock.wallMs()) / 1000 }
    throw new PalabreError('banned', { ...(reason === '' ? {} : { detail: reason }), ...wait })
  }
}

/** What the signature of a login covers. */
export function loginText(fingerprint: Uint8Array, challenge: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(LOGIN_CONTEXT), fingerprint, challenge])
}
