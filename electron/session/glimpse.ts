import type { Clock } from '../base/clock.ts'
import { PalabreError } from '../contract/errors.ts'
import type { Invite } from '../contract/invite.ts'
import type { HostGlimpse } from '../contract/services.ts'
import { SESSION_CONFIG, type SessionConfig } from './config.ts'
import type { GatewayConnector } from './interfaces.ts'

/**
 * Looks whether a host answers at an invite's addresses with the right key, and goes away again without signing in.
 * Rejects as `GatewayConnector.connect` does, after `glimpseMs` with `host-unreachable`.
 */
export async function glimpse(
  invite: Invite,
  connector: GatewayConnector,
  clock: Clock,
  config: Pick<SessionConfig, 'glimpseMs'> = SESSION_CONFIG,
): Promise<HostGlimpse> {
  const attempt = new AbortController()
  const late = Promise.withResolvers<never>()
  const cancel = clock.after(config.glimpseMs, () => {
    late.reject(
      new PalabreError('host-unreachable', { detail: `no answer in ${String(config.glimpseMs / 1000)} s` }),
    )
    attempt.abort()
  })
  const connected = connector.connect(invite, { signal: attempt.signal }).then((connection) => {
    connection.close()
    return { hostName: connection.challenge.hostName }
  })
  try {
    return await Promise.race([connected, late.promise])
  } finally {
    cancel()
  }
}
