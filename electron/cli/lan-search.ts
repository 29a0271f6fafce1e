import process from 'node:process'
import { systemClock } from '../base/clock.ts'
import { PalabreError } from '../contract/errors.ts'
import { lanOf } from '../processes/discovery-switch.ts'
import { HostFinder, type FinderSurroundings } from '../session/discovery/host-finder.ts'
import type { FoundHost } from '../session/discovery/host-list.ts'
import { inviteOf } from '../session/discovery/lan-hosts.ts'

const PREFIX = 'lan:'
/** A host that runs is listed within this time, ms. */
export const SEARCH_MS = 5_000
/** After the first that fits: for its other addresses, and for others of the same name, ms. */
const SETTLE_MS = 700

/** Whether `palabre talk` is told a host on this network in place of an invite. */
export function isOnLan(where: string): boolean {
  return where.startsWith(PREFIX)
}

/** The networks of this machine, unless the environment forbids it. */
export function lanSurroundings(): FinderSurroundings {
  return { clock: systemClock, ...lanOf(process.env) }
}

/**
 * Looks for the host of `lan:NAME`, `lan:FINGERPRINT` or `lan:` (the only one there is); answers a link to it. Rejects
 * with `lan-host-unknown` or `lan-host-ambiguous`.
 */
export async function inviteOnLan(where: string, surroundings: FinderSurroundings): Promise<string> {
  const { clock } = surroundings
  const wanted = where.slice(PREFIX.length).trim()
  const found = Promise.withResolvers<undefined>()
  let cancel = clock.after(SEARCH_MS, () => {
    found.resolve(undefined)
  })
  let isSettling = false
  const finder = new HostFinder(surroundings, (hosts) => {
    if (isSettling || matching(hosts, wanted).length === 0) return
    isSettling = true
    cancel()
    cancel = clock.after(SETTLE_MS, () => {
      found.resolve(undefined)
    })
  })
  finder.start()
  await found.promise
  const hosts = matching(finder.hosts, wanted)
  await finder.stop()
  return inviteOf(theOnly(hosts, wanted))
}

function matching(hosts: readonly FoundHost[], wanted: string): FoundHost[] {
  const name = wanted.toLowerCase()
  return hosts.filter(
    (host) => name === '' || host.fingerprint === wanted || host.name.toLowerCase() === name,
  )
}

function theOnly(hosts: readonly FoundHost[], wanted: string): FoundHost {
  const [first, ...others] = hosts
  if (first === undefined) throw new PalabreError('lan-host-unknown', wanted === '' ? {} : { detail: wanted })
  if (others.length === 0) return first
  const detail = hosts.map(({ name, fingerprint }) => `${name}: ${fingerprint}`).join(', ')
  throw new PalabreError('lan-host-ambiguous', { detail })
}
