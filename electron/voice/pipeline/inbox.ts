import type { DropReason } from '../../contract/media.ts'
import type { DatagramTransport } from '../interfaces.ts'
import { HOST_SOURCE, isList, PacketHeader, parseHeader } from '../packet/header.ts'
import { KIND } from '../packet/kind.ts'
import { PIPELINE_CONFIG } from './config.ts'
import { DropCounts } from './drop-counts.ts'
import { EarlyPackets } from './early-packets.ts'
import type { HostLink, Path } from './host-link.ts'
import type { ReceiverPipeline } from './receiver-pipeline.ts'

const US_PER_MS = 1_000

export interface InboxParts {
  readonly transport: DatagramTransport
  readonly link: HostLink
  readonly receiver: ReceiverPipeline
}

/**
 * Hands what comes from the host, by UDP or through the WebSocket, to whom it concerns, and counts what is refused. Voice
 * that lacks only a key or a member waits for it.
 */
export class Inbox {
  readonly drops = new DropCounts()
  readonly #parts: InboxParts
  readonly #header = new PacketHeader()
  readonly #early = new EarlyPackets((reason) => {
    this.drops.add(reason)
  })

  constructor(parts: InboxParts) {
    this.#parts = parts
  }

  /** Takes what has come by UDP, and gives up what has waited for too long. */
  turn(nowMs: number): void {
    this.#drain(nowMs)
    this.#early.expire(nowMs)
  }

  /** Takes a datagram that came at `arrivedMs`. */
  take(bytes: Uint8Array, offset: number, length: number, via: Path, arrivedMs: number): void {
    const reason =
      parseHeader(bytes, offset, length, this.#header) ?? this.#admit(bytes, offset, length, via, arrivedMs)
    if (reason === undefined) return
    if (this.#mayBeEarly(reason)) this.#early.keep(bytes, offset, length, arrivedMs, reason)
    else this.drops.add(reason)
  }

  /** Keys or members are new. */
  retry(): void {
    this.#early.retry((bytes, arrivedMs) => {
      this.take(bytes, 0, bytes.length, 'none', arrivedMs)
    })
  }

  /** The session is over: nothing comes any more for what waits. */
  forget(): void {
    this.#early.clear()
  }

  #drain(nowMs: number): void {
    const { transport, link } = this.#parts
    const { bytes, offsets, lengths, addresses, ages } = transport.batch
    for (let turn = 0; turn < PIPELINE_CONFIG.batchesPerTurn; turn += 1) {
      const count = transport.receive()
      for (let index = 0; index < count; index += 1) {
        if (link.isHost(addresses[index] ?? -1)) {
          const arrivedMs = nowMs - (ages[index] ?? 0) / US_PER_MS
          this.take(bytes, offsets[index] ?? 0, lengths[index] ?? 0, 'udp', arrivedMs)
        } else {
          this.drops.add('wrong-address')
        }
      }
      if (count < offsets.length) return
    }
  }

  #admit(
    bytes: Uint8Array,
    offset: number,
    length: number,
    via: Path,
    nowMs: number,
  ): DropReason | undefined {
    const { link, receiver } = this.#parts
    const header = this.#header
    if (header.kind === KIND.gap || header.kind === KIND.mix)
      return receiver.takeFromHost(header, bytes, offset, length, nowMs)
    if (header.kind !== KIND.voice) return link.take(header, bytes, offset, length, via, nowMs)
    if (header.source === HOST_SOURCE) return 'unknown-source'
    const reason = receiver.take(header, bytes, offset, length, nowMs)
    if (reason === undefined) link.noteVoice(nowMs)
    return reason
  }

  /** Whether the control channel may yet bring what is missing: a key, a member, or a list of one. */
  #mayBeEarly(reason: DropReason): boolean {
    const { kind, source, target } = this.#header
    if (reason === 'stale-epoch') return true
    if (kind !== KIND.voice || source === HOST_SOURCE) return false
    return reason === 'unknown-source' || (reason === 'bad-target' && isList(target))
  }
}
