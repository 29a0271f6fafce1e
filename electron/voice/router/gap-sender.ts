import { composeGap, GapPayload } from '../packet/gap-payload.ts'
import { HOST_SOURCE, LAST_SEQUENCE, PacketHeader } from '../packet/header.ts'
import { KIND } from '../packet/kind.ts'
import { PacketSealer } from '../packet/seal.ts'
import { EVERYBODY } from '../packet/source-key.ts'
import type { Delivery } from './delivery.ts'
import { NO_GAP, type Peer } from './peer.ts'

/** Tells all who hear a voice that packets before the next one were left out, not lost. */
export class GapSender {
  readonly #delivery: Delivery
  readonly #sealer = new PacketSealer()
  readonly #header = new PacketHeader()
  readonly #gap = new GapPayload()

  constructor(delivery: Delivery) {
    this.#delivery = delivery
    this.#header.kind = KIND.gap
    this.#header.source = HOST_SOURCE
  }

  /** A packet of this number is about to be forwarded. */
  close(peer: Peer, sequence: number, nowMs: number): void {
    const { route } = peer
    this.#gap.source = peer.sourceId
    this.#gap.first = peer.gapFrom
    this.#gap.count = sequence - peer.gapFrom
    peer.gapFrom = NO_GAP
    const epoch = route.keys.current
    const key = epoch === undefined ? undefined : route.keys.mixKey(epoch, EVERYBODY, undefined, nowMs)
    if (epoch === undefined || key === undefined || this.#gap.count <= 0) return
    // Out of numbers, after years: then the gap counts as loss, but no number is used twice.
    if (route.hostSequence > LAST_SEQUENCE) return
    this.#header.epoch = epoch
    this.#header.sequence = route.hostSequence
    route.hostSequence += 1
    const length = this.#sealer.seal(
      this.#header,
      this.#sealer.payload,
      composeGap(this.#sealer.payload, this.#gap),
      key,
    )
    this.#delivery.toOthers(route, peer, this.#sealer.packet, 0, length)
  }
}
