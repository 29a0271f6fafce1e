import type { DropReason } from '../../contract/media.ts'
import { GapPayload, parseGap } from '../packet/gap-payload.ts'
import { HOST_SOURCE, TARGETS, type PacketHeader } from '../packet/header.ts'
import { KIND } from '../packet/kind.ts'
import { ReplayWindow } from '../packet/replay-window.ts'
import { FORGED, PacketOpener } from '../packet/seal.ts'
import { EVERYBODY } from '../packet/source-key.ts'
import type { SessionKeys } from './session-keys.ts'

/** Opens what the host itself makes for the members of a channel: mixes and gaps. */
export class HostVoice {
  readonly opener = new PacketOpener()
  /** Of the last `gap`. */
  readonly gap = new GapPayload()
  readonly #gaps = new ReplayWindow()
  readonly #mixes = new ReplayWindow()
  #keys: SessionKeys | undefined
  #channelId: number | undefined
  #length = 0

  /** A session begins, or (undefined) ends. */
  setSession(keys: SessionKeys | undefined): void {
    this.#keys = keys
    this.#channelId = undefined
    this.#reset()
  }

  /** Bytes of the payload opened last. */
  get length(): number {
    return this.#length
  }

  /** Opens a gap into `gap`, or a mix into the opener; answers why not. */
  take(
    header: PacketHeader,
    bytes: Uint8Array,
    offset: number,
    length: number,
    nowMs: number,
  ): DropReason | undefined {
    if (header.source !== HOST_SOURCE) return 'unknown-source'
    this.#followChannel()
    const window = header.kind === KIND.gap ? this.#gaps : this.#mixes
    const key = this.#keys?.ofHost(header.epoch, this.#listenerOf(header), nowMs)
    if (key === undefined) return 'stale-epoch'
    const seen = window.check(header.sequence)
    if (seen !== undefined) return seen
    this.#length = this.opener.open(bytes, offset, length, key)
    if (this.#length === FORGED) return 'forged'
    window.accept(header.sequence)
    if (header.kind !== KIND.gap) return undefined
    return parseGap(this.opener.payload, this.#length, this.gap) ? undefined : 'malformed'
  }

  #listenerOf(header: PacketHeader): number {
    const isOwn = header.kind === KIND.mix && header.target === TARGETS.loopback
    return isOwn ? (this.#keys?.sourceId ?? EVERYBODY) : EVERYBODY
  }

  /** Each channel has its own count of what the host makes. */
  #followChannel(): void {
    if (this.#keys?.channelId === this.#channelId) return
    this.#channelId = this.#keys?.channelId
    this.#reset()
  }

  #reset(): void {
    this.#gaps.reset()
    this.#mixes.reset()
  }
}
