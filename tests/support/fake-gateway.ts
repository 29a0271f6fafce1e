import type { Static } from 'typebox'
import { toBase64Url } from '../../electron/base/crypto.ts'
import { PalabreError } from '../../electron/contract/errors.ts'
import type { GuestRequest, HostEvent } from '../../electron/contract/gateway.ts'
import type { Challenge, Welcome } from '../../electron/contract/login-messages.ts'
import type { Invite } from '../../electron/contract/invite.ts'
import type { Member } from '../../electron/contract/models.ts'
import type {
  Answer,
  ConnectAttempt,
  ConnectionListener,
  GatewayConnection,
  GatewayConnector,
} from '../../electron/session/interfaces.ts'
import { plainChannel } from './channels.ts'

const CHANNELS = [plainChannel(1, 'Lobby', 0), plainChannel(2, 'Quiet', 1)]

/** Bytes of one value as base64url. */
export function bytesText(length: number, value: number): string {
  return toBase64Url(new Uint8Array(length).fill(value))
}

/** A member of the fake host. */
export function memberOf(sourceId: number, change: Partial<Member> = {}): Member {
  return {
    sourceId,
    userId: sourceId,
    nickname: `user ${String(sourceId)}`,
    role: 'member',
    channelId: 1,
    sessionNonce: bytesText(16, sourceId % 256),
    muted: false,
    deafened: false,
    serverMuted: false,
    priority: false,
    path: 'none',
    ...change,
  }
}

/** A snapshot of the fake host. */
export function welcomeOf(change: Partial<Welcome> = {}): Welcome {
  return {
    type: 'welcome',
    re: 1,
    hostName: 'The house',
    you: 7,
    hopKey: bytesText(32, 1),
    udpPort: 17_780,
    channels: CHANNELS,
    members: [memberOf(7), memberOf(8), memberOf(9, { channelId: 2 })],
    epoch: { channelId: 1, epoch: 3, secret: bytesText(32, 2) },
    n: 10,
    ...change,
  }
}

type Reply = Answer | PalabreError | 'silence'

/** One connection of a guest to the fake host; a test is the host. */
export class FakeConnection implements GatewayConnection {
  readonly address = '192.0.2.1'
  readonly port = 7780
  readonly challenge: Static<typeof Challenge> = {
    type: 'challenge',
    version: 1,
    nonce: bytesText(32, 9),
    hostName: 'The house',
  }
  readonly requests: GuestRequest[] = []
  readonly datagrams: Uint8Array[] = []
  isClosed = false
  isVouched = false
  /** Answers each request; a test may replace it. */
  reply: (request: GuestRequest) => Reply = (request) =>
    request.type === 'login' ? welcomeOf() : { type: 'ok', re: 1 }
  #listener: ConnectionListener | undefined

  listen(listener: ConnectionListener): void {
    this.#listener = listener
  }

  request(request: GuestRequest): Promise<Answer> {
    this.requests.push(request)
    const reply = this.reply(request)
    if (reply === 'silence') return new Promise(() => {})
    return reply instanceof PalabreError ? Promise.reject(reply) : Promise.resolve(reply)
  }

  sendDatagram(datagram: Uint8Array): boolean {
    this.datagrams.push(datagram)
    return true
  }

  vouch(isAlive: boolean): void {
    this.isVouched = isAlive
  }

  close(): void {
    this.isClosed = true
  }

  // ---- the host's side ----

  event(event: HostEvent): void {
    this.#listener?.onEvent(event)
  }

  tunnel(datagram: Uint8Array): void {
    this.#listener?.onDatagram(datagram)
  }

  break(error = new PalabreError('host-unreachable', { detail: 'test' })): void {
    this.#listener?.onClosed(error)
  }
}

/** Hands out fake connections, or refuses. */
export class FakeConnector implements GatewayConnector {
  readonly connections: FakeConnection[] = []
  readonly attempts: ConnectAttempt[] = []
  readonly invites: Invite[] = []
  /** What the next attempts meet; `silence` never answers, not even to an abort. */
  outcome: 'connect' | 'silence' | 'no lookup' | PalabreError = 'connect'
  /** Prepares each new connection. */
  prepare: (connection: FakeConnection) => void = () => {}

  connect(invite: Invite, attempt: ConnectAttempt): Promise<GatewayConnection> {
    this.attempts.push(attempt)
    this.invites.push(invite)
    if (this.outcome === 'no lookup') return new Promise(() => {})
    attempt.onDialling?.()
    if (this.outcome === 'silence') return new Promise(() => {})
    if (this.outcome instanceof PalabreError) return Promise.reject(this.outcome)
    const connection = new FakeConnection()
    this.prepare(connection)
    this.connections.push(connection)
    return Promise.resolve(connection)
  }

  /** The newest connection. */
  get last(): FakeConnection {
    const connection = this.connections.at(-1)
    if (connection === undefined) throw new Error('no connection was made')
    return connection
  }
}
