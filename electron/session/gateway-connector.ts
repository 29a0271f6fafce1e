import type { TLSSocket } from 'node:tls'
import type { Clock } from '../base/clock.ts'
import type { Invite } from '../contract/invite.ts'
import { SESSION_CONFIG, type SessionConfig } from './config.ts'
import { raceDials } from './dial-race.ts'
import { GatewayClient } from './gateway-client.ts'
import type { ConnectAttempt, GatewayConnection, GatewayConnector } from './interfaces.ts'
import { resolveAddress, systemLookUp, type LookUp } from './resolve-names.ts'
import { dialPinned, type DialTarget } from './tls-dial.ts'

/** The real way to a host: names, then TLS to the first address that has the right key, then the WebSocket. */
export class TlsGatewayConnector implements GatewayConnector {
  readonly #clock: Clock
  readonly #config: SessionConfig
  readonly #lookUp: LookUp

  constructor(clock: Clock, config: SessionConfig = SESSION_CONFIG, lookUp: LookUp = systemLookUp) {
    this.#clock = clock
    this.#config = config
    this.#lookUp = lookUp
  }

  async connect(invite: Invite, attempt: ConnectAttempt): Promise<GatewayConnection> {
    const { socket, target } = await this.#reach(invite, attempt)
    const options = { socket, target, clock: this.#clock, config: this.#config }
    return GatewayClient.open(options, attempt.signal)
  }

  #reach(invite: Invite, attempt: ConnectAttempt): Promise<{ socket: TLSSocket; target: DialTarget }> {
    return raceDials({
      sources: invite.addresses.map((address) => () => resolveAddress(address, this.#lookUp)),
      dial: async (target: DialTarget, signal) => ({
        target,
        socket: await dialPinned(target, invite.fingerprint, signal),
      }),
      discard: ({ socket }) => {
        socket.destroy()
      },
      ...(attempt.onDialling === undefined ? {} : { onFirstDial: attempt.onDialling }),
      clock: this.#clock,
      staggerMs: this.#config.staggerMs,
      signal: attempt.signal,
    })
  }
}
