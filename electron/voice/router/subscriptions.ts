import { EpochKeys } from '../packet/epoch-keys.ts'
import { ChannelRoute } from './channel-route.ts'
import { NO_GAP, type Peer } from './peer.ts'

/** The routes of all channels: who hears whom. */
export class Subscriptions {
  readonly #graceMs: number
  readonly #routes = new Map<number, ChannelRoute>()

  constructor(epochGraceMs: number) {
    this.#graceMs = epochGraceMs
  }

  /** The route of a channel, new where it had none. */
  route(channelId: number): ChannelRoute {
    const known = this.#routes.get(channelId)
    if (known !== undefined) return known
    const route = new ChannelRoute(channelId, new EpochKeys(this.#graceMs))
    this.#routes.set(channelId, route)
    return route
  }

  /** Moves a peer to another channel; its keys in the old one are dropped. */
  move(peer: Peer, channelId: number): void {
    this.leave(peer)
    peer.route = this.route(channelId)
    peer.route.enter(peer)
  }

  /** Takes a peer out of its channel for good. */
  leave(peer: Peer): void {
    peer.route.leave(peer)
    peer.route.keys.forget(peer.sourceId)
    peer.route.loudest.remove(peer.voice)
    peer.gapFrom = NO_GAP
  }

  /** Drops a channel that no member is in. */
  remove(channelId: number): void {
    this.#routes.delete(channelId)
  }

  get size(): number {
    return this.#routes.size
  }
}
