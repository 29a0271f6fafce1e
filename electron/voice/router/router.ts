import type { Random } from '../../base/random.ts'
import type { DropReason, MediaEvent, MediaMember } from '../../contract/media.ts'
import type { ChannelDelivery, Delivery as Downlink } from '../../contract/models.ts'
import { ADDRESS_UNKNOWN, type ChannelMix, type DatagramTransport } from '../interfaces.ts'
import { parseHeader } from '../packet/header.ts'
import { KIND } from '../packet/kind.ts'
import { AddressUses } from './address-uses.ts'
import { Arrival } from './arrival.ts'
import type { ChannelRoute } from './channel-route.ts'
import { LOUDEST_CONFIG, ROUTER_CONFIG, type RouterConfig } from './config.ts'
import { Delivery } from './delivery.ts'
import { HopHandler } from './hop-handler.ts'
import { MediaCounters } from './media-counters.ts'
import { MixDownlink } from './mix-downlink.ts'
import { Paths } from './paths.ts'
import { Peer, TUNNEL_PATH } from './peer.ts'
import { PeerTable } from './peer-table.ts'
import { RecordingTap } from './recording-tap.ts'
import { Subscriptions } from './subscriptions.ts'
import { VoiceHandler } from './voice-handler.ts'
import { Whispers } from './whispers.ts'

/** UDP datagrams may name any source; the address is checked later. */
const ANY_SOURCE = -1

export interface RouterOptions {
  readonly transport: DatagramTransport
  /** MEDIA_COUNTER_LENGTH doubles. */
  readonly counters: Float64Array
  readonly random: Random
  readonly post: (event: MediaEvent) => void
  readonly config?: Partial<RouterConfig>
  /** Makes the mix of a channel; without it everybody hears each voice. */
  readonly makeMix?: () => ChannelMix
  /** A ring (`base/byte-ring.ts`) for the voices of recorded channels; without it nothing is recorded. */
  readonly recordings?: SharedArrayBuffer | undefined
}

/**
 * Opens each datagram once to authenticate it, and forwards voice unchanged to whoever may hear it. Passive: it is
 * told the time and asked to work. Whatever arrives from outside is either taken or counted under a drop reason;
 * commands that break the agreement with the control plane throw.
 */
export class Router {
  readonly counters: MediaCounters
  readonly config: RouterConfig
  readonly #transport: DatagramTransport
  readonly #peers = new PeerTable()
  readonly #subscriptions: Subscriptions
  readonly #addresses: AddressUses
  readonly #paths: Paths
  readonly #voice: VoiceHandler
  readonly #mixes: MixDownlink
  readonly #whispers: Whispers
  readonly #hop: HopHandler
  readonly #arrival = new Arrival()
  #sweptMs = 0

  constructor(options: RouterOptions) {
    this.config = { ...ROUTER_CONFIG, ...options.config }
    this.counters = new MediaCounters(options.counters)
    this.#transport = options.transport
    this.#subscriptions = new Subscriptions(this.config.epochGraceMs)
    this.#addresses = new AddressUses(options.transport)
    this.#paths = new Paths(this.#addresses, options.post)
    const delivery = new Delivery(options.transport, this.counters, options.post)
    this.#mixes = new MixDownlink(delivery, this.counters, options.makeMix)
    const tap = new RecordingTap(options.recordings, this.counters)
    this.#whispers = new Whispers(this.config.epochGraceMs)
    this.#voice = new VoiceHandler(delivery, this.counters, this.#mixes, this.#whispers, tap, options.post)
    this.#hop = new HopHandler({
      ...options,
      peers: this.#peers,
      paths: this.#paths,
      delivery,
      counters: this.counters,
      config: this.config,
      onLine: (peer) => {
        this.#chooseAgain(peer)
      },
    })
  }

  /**
   * Takes what has arrived, at most a bounded number of batches; answers the number of datagrams. `catchUp` gives the
   * commands that wait, once more for each batch: they were sent before guests could act upon them, so those for whatever
   * is in the batch (a fresh key, a new member) are there.
   */
  service(nowMs: number, catchUp?: () => void): number {
    this.counters.add('turns', 1)
    let total = 0
    for (let turn = 0; turn < this.config.batchesPerTurn; turn += 1) {
      const count = this.#transport.receive()
      this.#addresses.begin()
      catchUp?.()
      if (count > 0) this.#takeBatch(count, nowMs)
      this.#addresses.end()
      total += count
      // A batch that is not full was the last: asking again would cost a system call per packet.
      if (count < this.#transport.batch.offsets.length) break
    }
    if (this.#mixes.count > 0) this.#mixes.turn(nowMs)
    if (nowMs - this.#sweptMs >= this.config.sweepMs) this.#sweep(nowMs)
    return total
  }

  /** When there is work without a datagram; Infinity where there is none. May be in the past. */
  dueMs(): number {
    return this.#mixes.dueMs()
  }

  /** Frees what the mixes hold. */
  close(): void {
    this.#mixes.close()
  }

  /** A datagram that came through the WebSocket of the given member. */
  tunnelIn(sourceId: number, datagram: Uint8Array, nowMs: number): void {
    this.counters.add('tunnelIn', 1)
    const arrival = this.#arrival
    arrival.bytes = datagram
    arrival.offset = 0
    arrival.length = datagram.length
    arrival.address = TUNNEL_PATH
    arrival.nowMs = nowMs
    this.#take(sourceId)
    this.#addresses.settle()
  }

  /** Adds a member; one who has this source id already is replaced, as when a session is resumed. */
  addMember(member: MediaMember, nowMs: number): void {
    if (member.sourceId === 0) throw new RangeError('source id 0 is the host')
    if (this.#peers.find(member.sourceId) !== undefined) this.removeMember(member.sourceId, nowMs)
    const route = this.#subscriptions.route(member.channelId)
    const peer = new Peer(member, route, this.config, nowMs)
    this.#peers.add(peer)
    this.#count(route, 1)
    peer.mixed = this.#wantsMix(peer)
  }

  removeMember(sourceId: number, nowMs: number): void {
    const peer = this.#peers.get(sourceId)
    this.#mixes.forget(peer)
    this.#whispers.forget(peer)
    this.#subscriptions.leave(peer)
    this.#dropUnheard(peer.route)
    this.#paths.drop(peer)
    this.#addresses.settle()
    this.#peers.remove(sourceId, nowMs)
    this.#count(peer.route, -1)
  }

  moveMember(sourceId: number, channelId: number): void {
    const peer = this.#peers.get(sourceId)
    const from = peer.route
    this.#mixes.forget(peer)
    this.#subscriptions.move(peer, channelId)
    this.#count(from, -1)
    this.#count(peer.route, 1)
    this.#choose(peer)
    this.#dropUnheard(from)
  }

  setFlags(sourceId: number, muted: boolean, deafened: boolean): void {
    const peer = this.#peers.get(sourceId)
    peer.muted = muted
    peer.route.leave(peer)
    peer.deafened = deafened
    peer.route.enter(peer)
  }

  /** Whether a member's voice is kept out of recordings from now on. */
  setRefusesRecording(sourceId: number, refuses: boolean): void {
    this.#peers.get(sourceId).refusesRecording = refuses
  }

  /** Voices of a channel go to the recording of this number, which began `elapsedMs` ago. */
  startRecording(channelId: number, id: number, elapsedMs: number, nowMs: number): void {
    this.#subscriptions.route(channelId).recording = { id, startedMs: nowMs - elapsedMs }
  }

  stopRecording(channelId: number): void {
    this.#subscriptions.route(channelId).recording = undefined
  }

  /** How a channel's voices are passed on from now on. */
  setChannelAudio(channelId: number, audio: ChannelDelivery): void {
    const route = this.#subscriptions.route(channelId)
    const { delivery, topN } = audio
    route.audio = audio
    this.#chooseAll(route)
    route.loudest.limit = topN === 0 && delivery === 'auto' ? LOUDEST_CONFIG.usual : topN
  }

  setDownlink(sourceId: number, downlink: Downlink): void {
    const peer = this.#peers.get(sourceId)
    peer.downlink = downlink
    this.#chooseAgain(peer)
  }

  renewEpoch(channelId: number, epoch: number, secret: Uint8Array, nowMs: number): void {
    this.#subscriptions.route(channelId).keys.renew(epoch, secret, nowMs)
  }

  /** Who hears a list of a member from now on, by source id. */
  setWhisperListeners(sourceId: number, list: number, listeners: readonly number[]): void {
    const heard = listeners.map((listener) => this.#peers.get(listener))
    this.#whispers.setListeners(this.#peers.get(sourceId), list, heard)
  }

  renewWhisper(sourceId: number, list: number, epoch: number, secret: Uint8Array, nowMs: number): void {
    this.#whispers.renew(this.#peers.get(sourceId), list, epoch, secret, nowMs)
  }

  /** Nobody hears this list any more; what is still sealed for it is refused. */
  endWhisper(sourceId: number, list: number): void {
    this.#whispers.end(this.#peers.get(sourceId), list)
  }

  removeChannel(channelId: number): void {
    for (const peer of this.#peers) {
      if (peer.route.channelId === channelId) throw new RangeError('a channel with members cannot be removed')
    }
    this.#mixes.drop(this.#subscriptions.route(channelId))
    this.#subscriptions.remove(channelId)
  }

  #count(route: ChannelRoute, change: 1 | -1): void {
    if (route.count(change)) this.#chooseAll(route)
  }

  #chooseAll(route: ChannelRoute): void {
    for (const peer of this.#peers) if (peer.route === route) this.#choose(peer)
    this.#dropUnheard(route)
  }

  #chooseAgain(peer: Peer): void {
    this.#choose(peer)
    this.#dropUnheard(peer.route)
  }

  /** Lists a member among those who hear each voice, or those who hear the mix. */
  #choose(peer: Peer): void {
    const mixed = this.#wantsMix(peer)
    if (mixed === peer.mixed) return
    peer.route.leave(peer)
    peer.mixed = mixed
    peer.route.enter(peer)
  }

  /**
   * The guest's own word counts; without one that of its channel; without that what its line carries, and how many there
   * are to carry to.
   */
  #wantsMix({ downlink, route, line }: Peer): boolean {
    if (!this.#mixes.isPossible) return false
    const wish = downlink === 'auto' ? route.audio.delivery : downlink
    return wish === 'mix' || (wish === 'auto' && (line.isWeak || route.isCrowd))
  }

  #dropUnheard(route: ChannelRoute): void {
    if (route.mixed.length === 0) this.#mixes.drop(route)
  }

  #takeBatch(count: number, nowMs: number): void {
    const { bytes, offsets, lengths, addresses } = this.#transport.batch
    const arrival = this.#arrival
    arrival.bytes = bytes
    arrival.nowMs = nowMs
    for (let index = 0; index < count; index += 1) {
      arrival.offset = offsets[index] ?? 0
      arrival.length = lengths[index] ?? 0
      arrival.address = addresses[index] ?? ADDRESS_UNKNOWN
      arrival.index = index
      this.#take(ANY_SOURCE)
    }
  }

  /** Takes the datagram at hand; `tunnelOf` is the member whose WebSocket it came through. */
  #take(tunnelOf: number): void {
    const { bytes, offset, length, header } = this.#arrival
    this.counters.add('packetsIn', 1)
    this.counters.add('bytesIn', length)
    const reason = parseHeader(bytes, offset, length, header) ?? this.#admit(tunnelOf)
    if (reason !== undefined) this.counters.drop(reason)
  }

  #admit(tunnelOf: number): DropReason | undefined {
    const { kind, source } = this.#arrival.header
    if (!isTaken(kind)) return 'bad-kind'
    const peer = this.#peers.find(source)
    if (peer === undefined) return this.#peers.hasDeparted(source) ? 'departed-source' : 'unknown-source'
    if (tunnelOf !== ANY_SOURCE && tunnelOf !== source) return 'wrong-address'
    return kind === KIND.voice ? this.#voice.take(peer, this.#arrival) : this.#hop.take(peer, this.#arrival)
  }

  #sweep(nowMs: number): void {
    this.#sweptMs = nowMs
    for (const peer of this.#peers) {
      if (peer.address >= 0 && nowMs - peer.heardMs > this.config.silenceMs) this.#paths.close(peer)
      if (peer.pending !== undefined && nowMs >= peer.pending.endsMs) this.#paths.forgetPending(peer)
    }
    this.#addresses.settle()
    this.#peers.forgetDeparted(nowMs - this.config.departedMs)
  }
}

function isTaken(kind: number): boolean {
  return (
    kind === KIND.voice ||
    kind === KIND.bind ||
    kind === KIND.ping ||
    kind === KIND.report ||
    kind === KIND.bye
  )
}
