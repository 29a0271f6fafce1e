import { LIMITS } from '../../contract/limits.ts'
import type { FrameDecoder } from '../interfaces.ts'
import { isFrameCode } from '../packet/frame-code.ts'
import { FLAGS, HOST_SOURCE, type PacketHeader } from '../packet/header.ts'
import { MixVoices, parseMix } from '../packet/mix-payload.ts'
import { SESSION_NONCE_BYTES } from '../packet/source-key.ts'
import { ViewCache } from '../packet/view-cache.ts'
import { ReceiverSession } from './receiver-session.ts'

/** The mix of a channel as one more speaker, whose packets tell who is in it. */
export class MixSpeaker {
  readonly session: ReceiverSession
  /** Who is in the packet taken last. */
  readonly voices = new MixVoices()
  readonly #opus = new Uint8Array(LIMITS.datagramBytes)
  readonly #views = new ViewCache(this.#opus, 0)
  #newest = -1

  constructor(decoder: FrameDecoder) {
    const member = { sourceId: HOST_SOURCE, nickname: '', sessionNonce: new Uint8Array(SESSION_NONCE_BYTES) }
    this.session = new ReceiverSession(member, decoder)
  }

  /** Takes the payload of an authentic packet; false where it is none of a mix. */
  take(header: PacketHeader, payload: Uint8Array, length: number, nowMs: number): boolean {
    const at = isFrameCode(header.frameCode) ? parseMix(payload, length, this.voices) : 0
    if (at === 0) return false
    for (let index = at; index < length; index += 1) this.#opus[index - at] = payload[index] ?? 0
    this.#closeGap(header)
    this.session.arrivals.note(header, nowMs)
    this.session.insert(header, this.#views.get(length - at), nowMs)
    return true
  }

  /** Frames in which nobody but this guest spoke were not made for it: they are not lost. */
  #closeGap({ sequence, flags }: PacketHeader): void {
    const missing = sequence - this.#newest - 1
    if (this.#newest >= 0 && missing > 0 && (flags & FLAGS.spurtStart) !== 0) {
      this.session.noteGap(this.#newest + 1, missing)
    }
    if (sequence > this.#newest) this.#newest = sequence
  }
}
