import type { ChannelMix } from '../interfaces.ts'
import { frameCodeOf } from '../packet/frame-code.ts'
import { FLAGS, HOST_SOURCE, LAST_SEQUENCE, PacketHeader, TARGETS } from '../packet/header.ts'
import { KIND } from '../packet/kind.ts'
import { composeMixHead, MixVoices } from '../packet/mix-payload.ts'
import { advance } from '../packet/sequence-number.ts'
import { PacketSealer } from '../packet/seal.ts'
import { EVERYBODY } from '../packet/source-key.ts'
import { samplesOf } from '../units.ts'
import type { ChannelRoute } from './channel-route.ts'
import { LOUDEST_CONFIG, MIX_DOWNLINK_CONFIG } from './config.ts'
import type { Delivery } from './delivery.ts'
import { Loudest } from './loudest.ts'
import type { MediaCounters } from './media-counters.ts'
import type { Peer } from './peer.ts'

/** Opus packets of a mix fit a datagram many times over. */
const OPUS_MOST_BYTES = 1_000

/** The mix of one channel, while somebody hears it. */
class RouteMix {
  readonly route: ChannelRoute
  readonly stage: ChannelMix
  readonly loudest = new Loudest(LOUDEST_CONFIG.mixed)
  /** When the next frame is due; Infinity while nobody speaks. */
  dueMs = Infinity
  /** When the frame before was. */
  lastMs = 0
  sequence = 0
  timestamp = 0
  inSpurt = false
  /** Listener that is served next, of those who hear a frame of their own; all have been at the list's end. */
  next = Infinity
  /** Whether one of the listeners has a weak line: then the frame has fewer bits, for all of them. */
  isWeak = false
  /** Whether the frame at hand begins or ends a spurt. */
  flags = 0

  constructor(route: ChannelRoute, stage: ChannelMix) {
    this.route = route
    this.stage = stage
  }
}

/**
 * Sends the mix of a channel to those who hear it: one packet for all who are silent, one of its own to each who is in
 * the mix and must not hear itself. One piece of work per turn, so that forwarding never waits for more than a frame's
 * decoding or one encoding. Costs nothing while nobody speaks.
 *
 *   sequence   41     42     43     44         of frames; the same for all listeners
 *   shared     A+B    A+B    A      A          silent listeners
 *   A's own    B      B      (none) (none)
 *   B's own    A      A      then the shared one, which follows on it
 */
export class MixDownlink {
  readonly #make: (() => ChannelMix) | undefined
  readonly #delivery: Delivery
  readonly #counters: MediaCounters
  readonly #sealer = new PacketSealer()
  readonly #header = new PacketHeader()
  readonly #opus = new Uint8Array(OPUS_MOST_BYTES)
  readonly #others = new MixVoices()
  readonly #mixes: RouteMix[] = []

  /** Without `make` there is no mix, and everybody is forwarded to. */
  constructor(delivery: Delivery, counters: MediaCounters, make: (() => ChannelMix) | undefined) {
    this.#make = make
    this.#delivery = delivery
    this.#counters = counters
    this.#header.kind = KIND.mix
    this.#header.source = HOST_SOURCE
  }

  /** Channels with a mix. */
  get count(): number {
    return this.#mixes.length
  }

  get isPossible(): boolean {
    return this.#make !== undefined
  }

  /** When the next piece of work is due; Infinity where there is none. */
  dueMs(): number {
    let due = Infinity
    for (const mix of this.#mixes) {
      const mine = mix.next < mix.route.mixed.length ? -Infinity : mix.dueMs
      if (mine < due) due = mine
    }
    return due
  }

  /** Takes a voice packet for a channel that somebody hears as a mix; `payload` is exact. */
  take(peer: Peer, header: PacketHeader, payload: Uint8Array, nowMs: number): void {
    const mix = this.#mixOf(peer.route)
    if (mix === undefined || !mix.loudest.admits(peer.mixVoice, 0 - header.level, nowMs)) return
    mix.stage.take(header, payload, nowMs)
    if (mix.dueMs !== Infinity || !mix.stage.isActive(nowMs)) return
    mix.dueMs = nowMs
  }

  /** Does one piece of work that is due. */
  turn(nowMs: number): void {
    for (const mix of this.#mixes) {
      if (mix.next < mix.route.mixed.length) {
        this.#serveOwn(mix, nowMs)
        return
      }
      if (nowMs < mix.dueMs) continue
      this.#frame(mix, nowMs)
      return
    }
  }

  /** A member leaves its channel. */
  forget(peer: Peer): void {
    const mix = this.#mixes.find(({ route }) => route === peer.route)
    mix?.loudest.remove(peer.mixVoice)
    mix?.stage.forget(peer.sourceId)
    peer.mixHeard = false
  }

  /** Nobody hears the mix of this channel any more, or the channel is gone. */
  drop(route: ChannelRoute): void {
    const place = this.#mixes.findIndex((mix) => mix.route === route)
    if (place < 0) return
    this.#mixes[place]?.stage.close()
    this.#mixes.splice(place, 1)
  }

  close(): void {
    for (const { stage } of this.#mixes.splice(0)) stage.close()
  }

  #mixOf(route: ChannelRoute): RouteMix | undefined {
    for (const mix of this.#mixes) if (mix.route === route) return mix
    if (this.#make === undefined) return undefined
    const mix = new RouteMix(route, this.#make())
    this.#mixes.push(mix)
    return mix
  }

  #frame(mix: RouteMix, nowMs: number): void {
    const atMs = nowMs - mix.dueMs < MIX_DOWNLINK_CONFIG.lateMs ? mix.dueMs : nowMs
    const voices = mix.stage.render(atMs)
    mix.flags = voices === 0 ? FLAGS.spurtEnd : mix.inSpurt ? 0 : FLAGS.spurtStart
    if (voices > 0 || mix.inSpurt) {
      this.#number(mix, atMs)
      this.#serveSilent(mix, nowMs)
      mix.next = 0
    }
    mix.inSpurt = voices > 0
    this.#counters.add('mixFrames', voices > 0 ? 1 : 0)
    this.#schedule(mix, atMs)
  }

  /** The number and time of a frame; they go on over all listeners, spurts and epochs. */
  #number(mix: RouteMix, atMs: number): void {
    mix.sequence = mix.route.mixSequence
    mix.route.mixSequence += 1
    mix.timestamp = advance(mix.timestamp, samplesOf(atMs - mix.lastMs))
    mix.lastMs = atMs
  }

  #schedule(mix: RouteMix, atMs: number): void {
    const { frameMs } = mix.stage
    if (!mix.inSpurt && !mix.stage.isActive(atMs)) {
      mix.dueMs = Infinity
      mix.stage.rest()
      return
    }
    // The first voice waits in its buffer: it is asked for often, so that it waits no longer than it must.
    const stepMs = mix.inSpurt ? frameMs : MIX_DOWNLINK_CONFIG.pollMs
    mix.dueMs = atMs + stepMs
  }

  /** One packet for all who are not in the frame, and heard the one before or hear the first of a spurt. */
  #serveSilent(mix: RouteMix, nowMs: number): void {
    let length = 0
    mix.isWeak = mix.route.mixed.some(isWeakLine)
    for (const peer of mix.route.mixed) {
      peer.mixServed = !this.#needsOwn(mix, peer)
      if (!peer.mixServed) continue
      if (length === 0) length = this.#compose(mix, EVERYBODY, undefined, mix.flags, nowMs)
      if (length === 0) return
      this.#send(peer, length)
      peer.mixHeard = (mix.flags & FLAGS.spurtEnd) === 0
    }
  }

  #needsOwn(mix: RouteMix, peer: Peer): boolean {
    const { voices } = mix.stage
    for (let index = 0; index < voices.count; index += 1)
      if (voices.source[index] === peer.sourceId) return true
    return !peer.mixHeard && (mix.flags & FLAGS.spurtStart) === 0
  }

  /** The next listener with a frame of its own. */
  #serveOwn(mix: RouteMix, nowMs: number): void {
    const { mixed } = mix.route
    while (mix.next < mixed.length) {
      const peer = mixed[mix.next]
      mix.next += 1
      if (peer === undefined || peer.mixServed) continue
      peer.mixServed = true
      if (this.#sendOwn(mix, peer, nowMs)) return
    }
  }

  /** Whether there was something for this listener to hear, or to hear the end of. */
  #sendOwn(mix: RouteMix, peer: Peer, nowMs: number): boolean {
    const { voices } = mix.stage
    this.#others.count = 0
    for (let index = 0; index < voices.count; index += 1) {
      const source = voices.source[index] ?? 0
      if (source !== peer.sourceId) this.#others.add(source, voices.level[index] ?? 0)
    }
    const isSilence = this.#others.count === 0
    if (isSilence && !peer.mixHeard) return false
    const flags = isSilence ? FLAGS.spurtEnd : peer.mixHeard ? 0 : FLAGS.spurtStart
    peer.mixHeard = !isSilence
    const length = this.#compose(mix, peer.sourceId, peer.sessionNonce, flags, nowMs)
    if (length > 0) this.#send(peer, length)
    return true
  }

  /** Seals the frame for a listener, or for everybody; answers the packet's length, 0 where there is no key. */
  #compose(
    mix: RouteMix,
    listener: number,
    nonce: Uint8Array | undefined,
    flags: number,
    nowMs: number,
  ): number {
    const { stage, route } = mix
    const epoch = route.keys.current
    const key = epoch === undefined ? undefined : route.keys.mixKey(epoch, listener, nonce, nowMs)
    // Out of numbers, after years: silence, but no number is used twice.
    if (epoch === undefined || key === undefined || mix.sequence > LAST_SEQUENCE) return 0
    const header = this.#header
    header.epoch = epoch
    header.sequence = mix.sequence
    header.timestamp = mix.timestamp
    header.target = listener === EVERYBODY ? TARGETS.channel : TARGETS.loopback
    header.flags = flags
    header.frameCode = frameCodeOf(stage.frameMs)
    const voices = listener === EVERYBODY ? stage.voices : this.#others
    header.level = loudestOf(voices)
    const { payload } = this.#sealer
    const head = composeMixHead(payload, voices)
    const bytes = stage.encode(listener, this.#opus, mix.isWeak)
    for (let index = 0; index < bytes; index += 1) payload[head + index] = this.#opus[index] ?? 0
    this.#counters.add('mixEncodes', 1)
    return this.#sealer.seal(header, payload, head + bytes, key)
  }

  #send(peer: Peer, length: number): void {
    this.#delivery.toPeer(peer, peer.address, this.#sealer.packet, 0, length)
    peer.forwardedOffset += 1
  }
}

function isWeakLine({ line }: Peer): boolean {
  return line.isWeak
}

/** Level of the loudest, -dBov. */
function loudestOf(voices: MixVoices): number {
  let least = 127
  for (let index = 0; index < voices.count; index += 1) least = Math.min(least, voices.level[index] ?? 127)
  return least
}
