import { fromBase64Url, toBase64Url } from '../base/crypto.ts'
import { PalabreError } from '../contract/errors.ts'
import { GATEWAY_VERSION, LOGIN_CONTEXT, type GuestRequest } from '../contract/gateway.ts'
import type { Welcome } from '../contract/login-messages.ts'
import type { Invite } from '../contract/invite.ts'
import type { Identity } from './identity.ts'
import type { GatewayConnection, GatewayConnector } from './interfaces.ts'

/** How a guest wants to be in a host. */
export interface Wish {
  readonly invite: Invite
  readonly nickname: string
  /** Whether the host's name for this user counts, where it knows the user. */
  readonly keepName?: boolean
  /** A code by which this machine becomes another of its user's. */
  readonly linkCode?: string
  /** Name of the channel to be in; undefined: as the host decides. */
  readonly channel: string | undefined
  readonly muted: boolean
  readonly deafened: boolean
}

/** The first address of a wish, as people know it. */
export function hostOf({ invite }: Pick<Wish, 'invite'>): string {
  return invite.addresses[0]?.host ?? ''
}

export interface EnterOptions {
  readonly connector: GatewayConnector
  readonly identity: Identity
  readonly signal: AbortSignal
  readonly onDialling: () => void
  readonly onLogin: () => void
}

/** A connection that the host has let in. */
export interface Entered {
  readonly connection: GatewayConnection
  readonly welcome: Welcome
}

/** Connects and signs in; rejects with a PalabreError and leaves nothing open. */
export async function enter(wish: Wish, options: EnterOptions): Promise<Entered> {
  const { connector, signal, onDialling } = options
  const connection = await connector.connect(wish.invite, { signal, onDialling })
  const abort = () => {
    connection.close()
  }
  signal.addEventListener('abort', abort)
  try {
    options.onLogin()
    return { connection, welcome: await signIn(connection, wish, options.identity) }
  } catch (error) {
    connection.close()
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

async function signIn(connection: GatewayConnection, wish: Wish, identity: Identity): Promise<Welcome> {
  const answer = await connection.request(loginOf(connection.challenge.nonce, wish, identity))
  if (answer.type !== 'welcome') throw new PalabreError('message-malformed', { detail: 'no welcome' })
  return answer
}

function loginOf(nonce: string, wish: Wish, identity: Identity): GuestRequest {
  const statement = loginStatement(wish.invite.fingerprint, nonce)
  return {
    type: 'login',
    version: GATEWAY_VERSION,
    publicKey: identity.publicKey,
    signature: toBase64Url(identity.sign(statement)),
    nickname: wish.nickname,
    ...(wish.invite.token === undefined ? {} : { token: wish.invite.token }),
    ...(wish.keepName === true ? { keepName: true } : {}),
    ...(wish.linkCode === undefined ? {} : { linkCode: wish.linkCode }),
    ...(wish.channel === undefined ? {} : { channel: wish.channel }),
    muted: wish.muted,
    deafened: wish.deafened,
  }
}

/** What a login signs: context, the host's fingerprint, and its challenge, both given as base64url. */
export function loginStatement(fingerprint: string, nonce: string): Uint8Array {
  const context = new TextEncoder().encode(LOGIN_CONTEXT)
  return Buffer.concat([context, fromBase64Url(fingerprint), fromBase64Url(nonce)])
}
