import type { DropReason, MediaEvent } from '../../contract/media.ts'
import { isWellFormed } from '../packet/form.ts'
import { isList, LEAST_PACKET_BYTES, TARGETS } from '../packet/header.ts'
import { FORGED, PacketOpener } from '../packet/seal.ts'
import type { Arrival } from './arrival.ts'
import type { Delivery } from './delivery.ts'
import { GapSender } from './gap-sender.ts'
import type { MediaCounters } from './media-counters.ts'
import type { MixDownlink } from './mix-downlink.ts'
import { NO_GAP, NO_PATH, type Peer } from './peer.ts'
import type { RecordingTap, RouteRecording } from './recording-tap.ts'
import type { Whisper, Whispers } from './whispers.ts'

/** The level's bits; RFC 6464 uses the eighth otherwise. */
const LEVEL_BITS = 0x7f

/**
 * Decides on voice packets. The order of checks is part of the protocol (PROTOCOL.md): what costs nothing comes
 * first, and nothing a forger could spend is spent before the tag has been found right.
 */
export class VoiceHandler {
  readonly #delivery: Delivery
  readonly #counters: MediaCounters
  readonly #gaps: GapSender
  readonly #opener = new PacketOpener()

  readonly #mixes: MixDownlink
  readonly #whispers: Whispers
  readonly #tap: RecordingTap
  readonly #post: (event: MediaEvent) => void
  /** The list that the packet at hand is for; undefined for one to the channel. */
  #whisper: Whisper | undefined

  constructor(
    delivery: Delivery,
    counters: MediaCounters,
    mixes: MixDownlink,
    whispers: Whispers,
    tap: RecordingTap,
    post: (event: MediaEvent) => void,
  ) {
    this.#post = post
    this.#mixes = mixes
    this.#whispers = whispers
    this.#tap = tap
    this.#delivery = delivery
    this.#gaps = new GapSender(delivery)
    this.#counters = counters
  }

  /** Forwards the packet, or answers why not. */
  take(peer: Peer, arrival: Arrival): DropReason | undefined {
    const reason = this.#authenticate(peer, arrival) ?? this.#permit(peer, arrival)
    if (reason === 'rate-limited' || reason === 'over-cap') this.#noteExcess(peer, arrival.nowMs)
    return reason
  }

  #noteExcess({ excess, sourceId }: Peer, nowMs: number): void {
    const stage = excess.note(nowMs)
    if (stage !== undefined) this.#post({ type: 'excess', sourceId, stage })
  }

  #authenticate(peer: Peer, arrival: Arrival): DropReason | undefined {
    const { header, nowMs } = arrival
    if (peer.address === NO_PATH) return 'unbound'
    if (!peer.comesBy(arrival.address)) return 'wrong-address'
    // Each list is a scope of its own: a key of the channel opens nothing in it.
    this.#whisper = isList(header.target) ? this.#whispers.find(peer, header.target) : undefined
    if (this.#whisper === undefined && isList(header.target)) return 'bad-target'
    const window = this.#whisper?.window ?? peer.voiceWindow
    const key = (this.#whisper ?? peer.route).keys.key(header.epoch, peer.sourceId, peer.sessionNonce, nowMs)
    if (key === undefined) return 'stale-epoch'
    const seen = window.check(header.sequence)
    if (seen !== undefined) return seen
    if (this.#opener.open(arrival.bytes, arrival.offset, arrival.length, key) === FORGED) return 'forged'
    window.accept(header.sequence)
    peer.heardMs = nowMs
    peer.received += 1
    return undefined
  }

  #permit(peer: Peer, arrival: Arrival): DropReason | undefined {
    const { header, bytes, offset, length, nowMs } = arrival
    if (peer.muted) return 'muted'
    if (!peer.rate.charge(length, nowMs)) return 'rate-limited'
    const { bitrateCap = 0 } = peer.route.audio
    if (!peer.cap.charge(bitrateCap, length - LEAST_PACKET_BYTES, nowMs)) return 'over-cap'
    if (header.target > TARGETS.loopback) return 'bad-target'
    if (!isWellFormed(header, this.#opener.payload, length - LEAST_PACKET_BYTES)) return 'malformed'
    this.#counters.add('voiceIn', 1)
    // A recording is of the channel: what is whispered is in none.
    if (this.#whisper !== undefined)
      this.#delivery.toList(this.#whispers, this.#whisper, bytes, offset, length)
    else if (header.target === TARGETS.channel) {
      const { recording } = peer.route
      this.#toChannel(peer, arrival)
      // After the forwarding, which waits for nothing.
      if (recording !== undefined && !peer.refusesRecording) this.#toRecording(recording, arrival)
    } else this.#delivery.toPeer(peer, peer.address, bytes, offset, length)
    return undefined
  }

  /** Forwards the packet where its voice is among the loudest. */
  #toChannel(peer: Peer, arrival: Arrival): void {
    const { route } = peer
    if (route.mixed.length > 0) this.#toMix(peer, arrival)
    if (route.loudest.limit > 0 && !this.#isLoud(peer, arrival)) return
    const { header, bytes, offset, length } = arrival
    if (peer.gapFrom !== NO_GAP) this.#gaps.close(peer, header.sequence, arrival.nowMs)
    this.#delivery.toRoute(route, peer, bytes, offset, length)
  }

  #toMix(peer: Peer, { header, length, nowMs }: Arrival): void {
    this.#mixes.take(peer, header, this.#opener.view(length - LEAST_PACKET_BYTES), nowMs)
  }

  #toRecording(recording: RouteRecording, { header, length, nowMs }: Arrival): void {
    this.#tap.take(recording, header, this.#opener.payload, length - LEAST_PACKET_BYTES, nowMs)
  }

  /** Whether the voice is among those passed on; if not, a gap begins. */
  #isLoud(peer: Peer, { header, nowMs }: Arrival): boolean {
    if (peer.route.loudest.admits(peer.voice, 0 - (header.level & LEVEL_BITS), nowMs)) return true
    this.#counters.add('notSelected', 1)
    if (peer.gapFrom === NO_GAP) peer.gapFrom = header.sequence
    return false
  }
}
