import type { EngineCommand, EngineEvent } from '../contract/engine.ts'
import type { PalabreError } from '../contract/errors.ts'
import type { GuestRequest, HostEvent, Ok } from '../contract/gateway.ts'
import type { Challenge, Welcome } from '../contract/login-messages.ts'
import type { Invite } from '../contract/invite.ts'
import type { Static } from 'typebox'

/** The voice engine as the session sees it, wherever it runs. */
export interface EnginePort {
  post(command: EngineCommand): void
  /** Adds a listener; the answer removes it. */
  onEvent(listener: (event: EngineEvent) => void): () => void
}

/** What the host answered to a request. */
export type Answer = Static<typeof Ok> | Welcome

/** What a connection tells by itself, in the order of arrival. */
export interface ConnectionListener {
  onEvent(event: HostEvent): void
  /** A voice datagram that came through the WebSocket. */
  onDatagram(datagram: Uint8Array): void
  /** Once, at the end, whoever ended it; `undefined` after `close`. */
  onClosed(error: PalabreError | undefined): void
}

/** One connection to a host's gateway whose key has been checked. */
export interface GatewayConnection {
  /** IP literal and port that answered: voice goes to the same address. */
  readonly address: string
  readonly port: number
  readonly challenge: Static<typeof Challenge>
  /** Whoever listens from now on; what arrived before is kept for it. */
  listen(listener: ConnectionListener): void
  /** Asks the host; rejects with the PalabreError of its refusal, of the time limit, or of the lost connection. */
  request(request: GuestRequest): Promise<Answer>
  /** Sends a voice datagram; false where it was dropped because too much waits already. */
  sendDatagram(datagram: Uint8Array): boolean
  /** Whether the host is known to live by signs that do not come through this connection: it is asked less often then. */
  vouch(isAlive: boolean): void
  close(): void
}

/** Makes connections. */
export interface GatewayConnector {
  /**
   * Tries the addresses of an invite and answers with the first whose key is the right one, its challenge read.
   * Rejects with `host-unreachable`, `host-key-changed`, `protocol-version`, `login-timeout` or `message-malformed`.
   */
  connect(invite: Invite, options: ConnectAttempt): Promise<GatewayConnection>
}

export interface ConnectAttempt {
  /** Ends the attempt. */
  readonly signal: AbortSignal
  /** Names are resolved, the first address is being dialled. */
  readonly onDialling?: () => void
}
