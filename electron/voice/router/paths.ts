import type { MediaEvent } from '../../contract/media.ts'
import type { AddressId } from '../interfaces.ts'
import type { AddressUses } from './address-uses.ts'
import { NO_PATH, type Peer, type PendingAddress, TUNNEL_PATH } from './peer.ts'

/** Changes the road a member's voice travels, with everything that hangs on it. */
export class Paths {
  readonly #addresses: AddressUses
  readonly #post: (event: MediaEvent) => void

  constructor(addresses: AddressUses, post: (event: MediaEvent) => void) {
    this.#addresses = addresses
    this.#post = post
  }

  /** Takes an address for a member; the control plane hears of it where the kind of path changes. */
  take(peer: Peer, address: AddressId): void {
    const before = kindOf(peer.address)
    this.#replace(peer, address)
    const path = kindOf(address)
    if (path !== before) this.#post({ type: 'path', sourceId: peer.sourceId, path })
  }

  /** The member has no path any more. */
  close(peer: Peer): void {
    this.take(peer, NO_PATH)
  }

  /** Lets go of everything a member held, without a word: it has left. */
  drop(peer: Peer): void {
    this.forgetPending(peer)
    this.#replace(peer, NO_PATH)
  }

  /** Keeps an address that has yet to be proved, instead of an earlier one. */
  pend(peer: Peer, pending: PendingAddress): void {
    this.#addresses.hold(pending.address)
    this.forgetPending(peer)
    peer.pending = pending
  }

  forgetPending(peer: Peer): void {
    if (peer.pending === undefined) return
    this.#addresses.release(peer.pending.address)
    peer.pending = undefined
  }

  #replace(peer: Peer, address: AddressId): void {
    peer.route.leave(peer)
    if (address >= 0) this.#addresses.hold(address)
    if (peer.address >= 0) this.#addresses.release(peer.address)
    peer.address = address
    peer.route.enter(peer)
  }
}

function kindOf(address: AddressId): 'udp' | 'tcp' | 'none' {
  if (address === TUNNEL_PATH) return 'tcp'
  return address === NO_PATH ? 'none' : 'udp'
}
