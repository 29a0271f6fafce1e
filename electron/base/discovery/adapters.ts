import { isIPv4 } from 'node:net'
import type { NetworkInterfaceInfo } from 'node:os'
import { inRange, parseAddress, parseRange, type AddressRange } from '../address-range.ts'

/** The machine's network interfaces, as `os.networkInterfaces` lists them: those that are up. */
export type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>

/** One address of one network interface, through which others on its network are reached. */
export interface Adapter {
  readonly name: string
  readonly family: 4 | 6
  /** IP literal without zone; of IPv6 the link-local one. */
  readonly address: string
  /** What stands behind `%` in a link-local address. */
  readonly zone: string
  /** The network it is on. */
  readonly range: AddressRange
  /** Whether there is nobody but one other end (a tunnel). */
  readonly isPointToPoint: boolean
}

const LINK_LOCAL = /^fe[89ab]/i
const BITS = 128

/** The adapters of a machine in the order of the list, but for those that lead nowhere else. */
export function adaptersOf(interfaces: Interfaces, platform: NodeJS.Platform = process.platform): Adapter[] {
  return Object.entries(interfaces).flatMap(([name, infos = []]) =>
    infos.flatMap((info) => adapterOf(name, info, platform) ?? []),
  )
}

/** Those of them through which a host bound to `bind` can be reached. */
export function adaptersBoundTo(bind: string, adapters: readonly Adapter[]): Adapter[] {
  if (bind === '::') return [...adapters]
  if (bind === '0.0.0.0') return adapters.filter(({ family }) => family === 4)
  const [bare] = bind.split('%')
  return adapters.filter(({ address }) => address === bare)
}

function adapterOf(name: string, info: NetworkInterfaceInfo, platform: NodeJS.Platform): Adapter | undefined {
  const { address: written, internal, cidr } = info
  const [address = ''] = written.split('%')
  const range = parseRange((cidr ?? '').replace(/%[^/]*/, ''))
  const family = isIPv4(address) ? 4 : 6
  if (internal || range === undefined || (family === 6 && !LINK_LOCAL.test(address))) return undefined
  const zone = platform === 'win32' && info.family === 'IPv6' ? String(info.scopeid) : name
  return { name, family, address, zone, range, isPointToPoint: range.prefix === BITS }
}

/** An address as one dials it from here: a link-local one needs its zone. */
export function dialled(address: string, { zone }: Pick<Adapter, 'zone'>): string {
  return LINK_LOCAL.test(address) ? `${address.replace(/%.*$/, '')}%${zone}` : address
}

/** Where a datagram to everybody on an adapter's network goes; undefined where there is no such address. */
export function broadcastOf({ family, range, isPointToPoint }: Adapter): string | undefined {
  if (family === 6 || isPointToPoint) return undefined
  const last = Number(range.address & 0xffff_ffffn) + 2 ** (BITS - range.prefix) - 1
  return [24, 16, 8, 0].map((shift) => (last >>> shift) & 0xff).join('.')
}

/**
 * The adapter whose network an address is of. What is on no network, but came all the same, came through a tunnel:
 * behind its other end there may be any address.
 */
export function adapterTowards(source: string, adapters: readonly Adapter[]): Adapter | undefined {
  const [bare = '', zone] = source.split('%')
  const address = parseAddress(bare)
  if (address === undefined) return undefined
  if (zone !== undefined) return adapters.find((one) => one.family === 6 && one.zone === zone)
  const family = isIPv4(bare) ? 4 : 6
  const ofFamily = adapters.filter((one) => one.family === family)
  return (
    ofFamily.find(({ range, isPointToPoint }) => !isPointToPoint && inRange(address, range)) ??
    ofFamily.find(({ isPointToPoint }) => isPointToPoint)
  )
}
