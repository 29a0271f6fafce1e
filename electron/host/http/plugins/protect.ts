import type { FastifyInstance } from 'fastify'
import type { Clock } from '../../../base/clock.ts'
import { callerOf, recogniseCallers, type Tokens } from '../api/access.ts'
import type { HttpsServer } from '../server.ts'
import { limitRequests, type AllowanceConfig } from './allowance.ts'
import { sendHeaders } from './headers.ts'
import { acceptJson } from './json-body.ts'
import { refuseForeign } from './own-address.ts'

export interface ProtectOptions {
  readonly clock: Clock
  readonly tokens: Tokens
  readonly config: { readonly allowance: AllowanceConfig; readonly jsonDepth: number }
  /** Names under which the host is reached, beside its addresses and the machine's own. */
  readonly names: () => readonly string[]
}

/** The gateway counts its strangers itself: a party that comes back after a restart comes through it. */
const GATEWAY = '/gateway'

/**
 * What every request passes, in this order: headers for browsers, whether it comes from elsewhere, who it is from,
 * how often that one has asked, and whether its body is plain JSON.
 */
export async function protect(app: FastifyInstance<HttpsServer>, options: ProtectOptions): Promise<void> {
  const { clock, tokens, config, names } = options
  await sendHeaders(app)
  refuseForeign(app, names)
  recogniseCallers(app, tokens)
  await limitRequests(app, { clock, config: config.allowance, callerOf, exempt: [GATEWAY] })
  acceptJson(app, config.jsonDepth)
}
