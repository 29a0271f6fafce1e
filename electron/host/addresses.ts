import { isIPv4 } from 'node:net'
import type { Interfaces } from '../base/discovery/adapters.ts'
import { LIMITS } from '../contract/limits.ts'

const ANY = { both: '::', four: '0.0.0.0' } as const
const LOOPBACK = '127.0.0.1'

/**
 * Addresses under which others may reach a host bound to `bind`, best first: IPv4 before IPv6, for more
 * networks carry it from end to end. Link-local ones work only with a scope that means nothing elsewhere.
 * Loopback where there is no other.
 */
export function reachableAddresses(bind: string, interfaces: Interfaces): string[] {
  if (bind !== ANY.both && bind !== ANY.four) return [bind]
  const found = Object.values(interfaces)
    .flatMap((each) => each ?? [])
    .filter(({ internal, address }) => !internal && !isLinkLocal(address))
    .map(({ address }) => address)
  const four = found.filter(isIPv4)
  const six = bind === ANY.both ? found.filter((address) => !isIPv4(address)) : []
  const all = [...new Set([...four, ...six])].slice(0, LIMITS.inviteAddresses)
  return all.length > 0 ? all : [LOOPBACK]
}

/** An address at which programs on this machine reach a host bound to `bind`. */
export function loopbackOf(bind: string): string {
  return bind === ANY.both || bind === ANY.four ? LOOPBACK : bind
}

function isLinkLocal(address: string): boolean {
  return /^169\.254\./.test(address) || /^fe[89ab]/i.test(address)
}

/** An address as it stands in a URL. */
export function urlHost(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}
