import { isIP } from 'node:net'
import { hostname } from 'node:os'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { PalabreError } from '../../../contract/errors.ts'
import type { HttpsServer } from '../server.ts'

const AUTHORITY = /^(?:\[(?<six>[0-9A-Fa-f:.]+)\]|(?<name>[A-Za-z0-9._-]+))(?::\d{1,5})?$/

/** What of a request tells whether it was meant for this host, by somebody of this host. */
export interface Addressed {
  readonly host?: string | undefined
  readonly origin?: string | undefined
  readonly fetchSite?: string | undefined
  readonly fetchMode?: string | undefined
}

/**
 * Whether a request may come in. A page of another site can make a visitor's browser ask a host in the visitor's
 * network: openly, which `Origin` and `Sec-Fetch-Site` tell, or under a name of its own that it lets point to the
 * host's address (DNS rebinding), which `Host` tells. Addresses cannot be rebound, so they are always ours.
 */
export function isOurs({ host, origin, fetchSite, fetchMode }: Addressed, names: readonly string[]): boolean {
  if (host === undefined || !isOurName(host, names)) return false
  // Following a link is no access: the page that has it sees nothing of the answer.
  if (fetchSite === 'cross-site' && fetchMode !== 'navigate') return false
  return origin === undefined || origin.toLowerCase() === `https://${host.toLowerCase()}`
}

function isOurName(authority: string, names: readonly string[]): boolean {
  const { six, name } = AUTHORITY.exec(authority)?.groups ?? {}
  if (six !== undefined) return isIP(six) !== 0
  if (name === undefined) return false
  return isIP(name) !== 0 || names.includes(name.toLowerCase().replace(/\.$/, ''))
}

/** The names that machines of the same network have for this one. */
export function machineNames(machine: string = hostname()): string[] {
  const [first = ''] = machine.toLowerCase().split('.')
  return ['localhost', machine.toLowerCase(), first, `${first}.local`]
}

/** Answers everybody else with `origin-refused`. `names` are those under which the host is reached beside its own. */
export function refuseForeign(app: FastifyInstance<HttpsServer>, names: () => readonly string[]): void {
  const own = machineNames()
  app.addHook('onRequest', (request: FastifyRequest, _reply, done) => {
    const { host, origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers
    const addressed = { host, origin, fetchSite: textOf(site), fetchMode: textOf(mode) }
    if (!isOurs(addressed, [...own, ...names()])) {
      throw new PalabreError('origin-refused', { detail: origin ?? host ?? '' })
    }
    done()
  })
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.join()
}
