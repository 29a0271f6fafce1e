import { inRange, isLanAddress, parseAddress, parseRange } from '../../base/address-range.ts'
import type { Interfaces } from '../../base/discovery/adapters.ts'

/** Bits of an address whose network has nobody but itself, as `address/prefix` of IPv4 and of IPv6 tells it. */
const ALONE = 128

/**
 * Whether somebody without an invite comes from a network this machine is on itself. Only addresses that no router
 * carries count: a neighbour on a rented server is a stranger. Loopback does not count, for it may be the end of a
 * tunnel from anywhere, nor does a network that has only two ends.
 *
 * The source address of a TCP connection is proven by its handshake. What it cannot show is a router that puts its own
 * address in place of those beyond it; behind such a one the host should ask for invites.
 */
export class LanDoor {
  readonly #isOpen: () => boolean
  readonly #interfaces: () => Interfaces

  constructor(options: { readonly isOpen: () => boolean; readonly interfaces: () => Interfaces }) {
    this.#isOpen = options.isOpen
    this.#interfaces = options.interfaces
  }

  /** `address`: as the system writes that of the other end. */
  admits(address: string): boolean {
    if (!this.#isOpen()) return false
    const source = parseAddress(address)
    if (source === undefined || !isLanAddress(source)) return false
    return Object.values(this.#interfaces())
      .flatMap((infos) => infos ?? [])
      .some(({ internal, cidr }) => {
        const range = parseRange((cidr ?? '').replace(/%[^/]*/, ''))
        return !internal && range !== undefined && range.prefix < ALONE && inRange(source, range)
      })
  }
}
