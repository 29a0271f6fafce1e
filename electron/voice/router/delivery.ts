import type { MediaEvent } from '../../contract/media.ts'
import type { AddressId, DatagramTransport } from '../interfaces.ts'
import type { ChannelRoute } from './channel-route.ts'
import type { Whisper, Whispers } from './whispers.ts'
import type { MediaCounters } from './media-counters.ts'
import { NO_PATH, type Peer, TUNNEL_PATH } from './peer.ts'

/** Hands datagrams out, by UDP or through a member's WebSocket, and counts them. */
export class Delivery {
  readonly #transport: DatagramTransport
  readonly #counters: MediaCounters
  readonly #post: (event: MediaEvent) => void

  constructor(transport: DatagramTransport, counters: MediaCounters, post: (event: MediaEvent) => void) {
    this.#transport = transport
    this.#counters = counters
    this.#post = post
  }

  /** To everybody who hears the route, except the sender; the same bytes for all. */
  toRoute(route: ChannelRoute, sender: Peer, bytes: Uint8Array, offset: number, length: number): void {
    route.countForwarded(sender)
    this.toOthers(route, sender, bytes, offset, length)
  }

  /** The same for what is no voice, and not counted as forwarded. */
  toOthers(route: ChannelRoute, sender: Peer, bytes: Uint8Array, offset: number, length: number): void {
    const count = route.targetsWithout(sender)
    if (count > 0) {
      this.#countOut(count, this.#transport.fanout(route.targets, count, bytes, offset, length), length)
    }
    for (let slot = 0; slot < route.tunnel.length; slot += 1) {
      const listener = route.tunnel[slot]
      if (listener !== undefined && listener !== sender) this.#tunnelOut(listener, bytes, offset, length)
    }
  }

  /** To those on a list who can hear; each counts it as forwarded. */
  toList(whispers: Whispers, whisper: Whisper, bytes: Uint8Array, offset: number, length: number): void {
    const targets = whispers.targetsOf(whisper)
    const { count } = whispers
    if (count > 0) {
      this.#countOut(count, this.#transport.fanout(targets, count, bytes, offset, length), length)
    }
    for (const listener of whisper.listeners) {
      if (listener.deafened || listener.address === NO_PATH) continue
      listener.forwardedOffset += 1
      if (listener.address === TUNNEL_PATH) this.#tunnelOut(listener, bytes, offset, length)
    }
  }

  /** To one member by the given path. */
  toPeer(peer: Peer, path: AddressId, bytes: Uint8Array, offset: number, length: number): void {
    if (path === TUNNEL_PATH) this.#tunnelOut(peer, bytes, offset, length)
    else if (path !== NO_PATH) {
      this.#countOut(1, this.#transport.send(path, bytes, offset, length) ? 1 : 0, length)
    }
  }

  #tunnelOut(peer: Peer, bytes: Uint8Array, offset: number, length: number): void {
    this.#counters.add('tunnelOut', 1)
    const datagram = bytes.slice(offset, offset + length)
    this.#post({ type: 'tunnelOut', sourceId: peer.sourceId, datagram })
  }

  #countOut(offered: number, taken: number, length: number): void {
    this.#counters.add('packetsOut', taken)
    this.#counters.add('bytesOut', taken * length)
    if (taken < offered) this.#counters.add('sendFailed', offered - taken)
  }
}
