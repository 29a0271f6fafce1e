import { PLAIN_DELIVERY, type ChannelDelivery } from '../../contract/models.ts'
import type { EpochKeys } from '../packet/epoch-keys.ts'
import { MIX_DOWNLINK_CONFIG } from './config.ts'
import { Loudest } from './loudest.ts'
import { NO_PATH, NO_SLOT, type Peer, TUNNEL_PATH } from './peer.ts'
import type { RouteRecording } from './recording-tap.ts'

const FIRST_CAPACITY = 16

/**
 * Who hears a channel: the addresses of its UDP listeners in one array that the transport takes as it is, and
 * beside it the listeners by WebSocket. The lists change when members come, go or deafen, never per packet.
 */
export class ChannelRoute {
  readonly channelId: number
  readonly keys: EpochKeys
  /** Addresses; the first `udpCount` are valid. */
  targets = new Int32Array(FIRST_CAPACITY)
  /** The same places' peers. */
  readonly udp: Peer[] = []
  readonly tunnel: Peer[] = []
  /** Members that hear the mix, by whatever path. */
  readonly mixed: Peer[] = []
  audio: ChannelDelivery = PLAIN_DELIVERY
  /** Members, whether or not they hear; and whether they are so many that one mix is better. */
  members = 0
  isCrowd = false
  /** Whose voices are forwarded. */
  readonly loudest = new Loudest()
  /** While the channel is recorded. */
  recording: RouteRecording | undefined
  /** Number of the next packet that the host makes for everybody here, save for those of the mix. */
  hostSequence = 0
  /** Number of the next frame of the mix. */
  mixSequence = 0
  /** Voice packets forwarded in this channel so far. */
  forwarded = 0

  constructor(channelId: number, keys: EpochKeys) {
    this.channelId = channelId
    this.keys = keys
  }

  /** Somebody has come (1) or gone (-1); answers whether it has become a crowd, or is one no more. */
  count(change: 1 | -1): boolean {
    this.members += change
    const { crowd, crowdEnds } = MIX_DOWNLINK_CONFIG
    const isCrowd = this.members >= (this.isCrowd ? crowdEnds : crowd)
    if (isCrowd === this.isCrowd) return false
    this.isCrowd = isCrowd
    return true
  }

  /** Lists a peer that hears by its path; nothing where it is deafened or has none. */
  enter(peer: Peer): void {
    if (peer.slot !== NO_SLOT || peer.deafened || peer.address === NO_PATH) return
    const list = this.#listOf(peer)
    peer.slot = list.length
    list.push(peer)
    if (list === this.udp) this.#place(peer)
    if (peer.mixed) {
      peer.mixHeard = false
      peer.mixServed = true
    } else peer.forwardedOffset -= this.forwarded
  }

  /** Takes a peer off the list it is on. Call before its path changes. */
  leave(peer: Peer): void {
    if (peer.slot === NO_SLOT) return
    const list = this.#listOf(peer)
    const last = list.pop()
    if (last !== undefined && last !== peer) {
      list[peer.slot] = last
      last.slot = peer.slot
      if (list === this.udp) this.#place(last)
    }
    if (!peer.mixed) peer.forwardedOffset += this.forwarded
    peer.slot = NO_SLOT
  }

  /**
   * How many of `targets` are to get a packet of this sender. The sender, where it hears, changes places with the
   * last and is left off; nobody else's place matters, so nothing has to be put back.
   */
  targetsWithout(sender: Peer): number {
    const count = this.udp.length
    if (!sender.isForwarded || sender.address === TUNNEL_PATH) return count
    const last = this.udp[count - 1]
    if (last !== undefined && last !== sender) this.#swap(sender, last)
    return count - 1
  }

  /** Counts a packet of this sender as forwarded to all the others. */
  countForwarded(sender: Peer): void {
    this.forwarded += 1
    if (sender.isForwarded) sender.forwardedOffset -= 1
  }

  #swap(one: Peer, other: Peer): void {
    const slot = one.slot
    one.slot = other.slot
    other.slot = slot
    this.udp[one.slot] = one
    this.udp[other.slot] = other
    this.targets[one.slot] = one.address
    this.targets[other.slot] = other.address
  }

  #place(peer: Peer): void {
    if (peer.slot >= this.targets.length) {
      const larger = new Int32Array(this.targets.length * 2)
      larger.set(this.targets)
      this.targets = larger
    }
    this.targets[peer.slot] = peer.address
  }

  #listOf(peer: Peer): Peer[] {
    if (peer.mixed) return this.mixed
    return peer.address === TUNNEL_PATH ? this.tunnel : this.udp
  }
}
