import type { Clock } from '../../base/clock.ts'
import { fromBase64Url, verify } from '../../base/crypto.ts'
import { PalabreError } from '../../contract/errors.ts'
import { GATEWAY_VERSION, LOGIN_CONTEXT, type GuestMessage } from '../../contract/gateway.ts'
import type { Channel, Role } from '../../contract/models.ts'
import type { User } from '../../storage/repositories/users.ts'
import type { Store } from '../../storage/store.ts'
import type { InviteService } from './invite-service.ts'

export type LoginMessage = Extract<GuestMessage, { type: 'login' }>

/** Who comes in, and where to. */
export interface Admission {
  readonly user: User
  readonly channelId: number
}

export interface LoginOptions {
  readonly store: Store
  readonly invites: InviteService
  readonly clock: Clock
  readonly channels: readonly Channel[]
  /** SHA-256 of the certificate, 32 bytes. */
  readonly fingerprint: Uint8Array
  /** Public keys, base64url, of users that own this host. */
  readonly owners: ReadonlySet<string>
}

/** Decides who may enter: proof of a key, and for a key not seen before an invite. */
export class LoginService {
  readonly #options: LoginOptions

  constructor(options: LoginOptions) {
    this.#options = options
  }

  /**
   * Judges a login for the challenge given to this connection. What it wrote is on the disk when it answers.
   * Throws `protocol-version`, `login-rejected`, `invite-*` or `channel-unknown`.
   */
  admit(login: LoginMessage, challenge: Uint8Array): Admission {
    if (login.version !== GATEWAY_VERSION) throw new PalabreError('protocol-version')
    const publicKey = fromBase64Url(login.publicKey)
    const signed = loginText(this.#options.fingerprint, challenge)
    if (!verify(fromBase64Url(login.signature), signed, publicKey)) throw new PalabreError('login-rejected')
    const wanted = this.#named(login.channel)
    return this.#options.store.transaction(() => this.#enter(login, publicKey, wanted))
  }

  #enter(login: LoginMessage, publicKey: Uint8Array, wanted: number | undefined): Admission {
    const { users } = this.#options.store
    const known = users.byKey(publicKey)
    const owner = this.#options.owners.has(login.publicKey)
    const { user, invited } =
      known === undefined
        ? this.#welcome(login, publicKey, owner)
        : { user: this.#greet(known, login, owner), invited: null }
    const channelId = wanted ?? this.#existing(user.lastChannelId) ?? this.#existing(invited) ?? this.#first()
    if (channelId !== user.lastChannelId) users.moved(user.id, channelId)
    return { user, channelId }
  }

  /** A key not seen before: one use of the invite and the new user are one. */
  #welcome(
    login: LoginMessage,
    publicKey: Uint8Array,
    owner: boolean,
  ): { user: User; invited: number | null } {
    const { store, invites, clock } = this.#options
    const at = clock.wallMs()
    const { nickname } = login
    if (owner) return { user: store.users.add({ publicKey, nickname, role: 'owner', at }), invited: null }
    if (login.token === undefined) throw new PalabreError('invite-required')
    const invite = invites.check(login.token)
    store.invites.use(invite.id)
    return { user: store.users.add({ publicKey, nickname, role: 'member', at }), invited: invite.channelId }
  }

  #greet(user: User, login: LoginMessage, owner: boolean): User {
    const role: Role = owner ? 'owner' : user.role
    const { nickname } = login
    this.#options.store.users.seen(user.id, { nickname, role, at: this.#options.clock.wallMs() })
    return { ...user, nickname, role }
  }

  #named(name: string | undefined): number | undefined {
    if (name === undefined) return undefined
    const wanted = name.toLowerCase()
    const channel = this.#options.channels.find((each) => each.name.toLowerCase() === wanted)
    if (channel === undefined) throw new PalabreError('channel-unknown')
    return channel.id
  }

  #existing(channelId: number | null): number | undefined {
    return this.#options.channels.find(({ id }) => id === channelId)?.id
  }

  #first(): number {
    const first = this.#options.channels[0]
    if (first === undefined) throw new Error('A host has at least one channel.')
    return first.id
  }
}

/** What the signature of a login covers. */
export function loginText(fingerprint: Uint8Array, challenge: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(LOGIN_CONTEXT), fingerprint, challenge])
}
