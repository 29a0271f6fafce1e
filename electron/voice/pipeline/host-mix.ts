import type { ChannelMix, EncoderSettings, FrameDecoder, FrameEncoder } from '../interfaces.ts'
import { Mixer } from '../mix/mixer.ts'
import { FLAGS, type PacketHeader } from '../packet/header.ts'
import { MixVoices } from '../packet/mix-payload.ts'
import { RedundantBlocks } from '../packet/redundancy.ts'
import { SESSION_NONCE_BYTES } from '../packet/source-key.ts'
import { samplesOf } from '../units.ts'
import { PIPELINE_CONFIG } from './config.ts'
import { ReceiverSession } from './receiver-session.ts'

const FRAME_SAMPLES = samplesOf(PIPELINE_CONFIG.mixFrameMs)
const USUAL_LINE: EncoderSettings = { bitrate: PIPELINE_CONFIG.mixBitrate }
const WEAK_LINE: EncoderSettings = { bitrate: PIPELINE_CONFIG.mixBitrateWeak }
const NO_NONCE = new Uint8Array(SESSION_NONCE_BYTES)

export interface HostMixParts {
  readonly makeDecoder: () => FrameDecoder
  /** An encoder of frames of `mixFrameMs`. */
  readonly makeEncoder: () => FrameEncoder
}

/** One voice: its buffer and decoder, and its part of the frame at hand. */
class Source {
  readonly session: ReceiverSession
  readonly frame = new Float32Array(FRAME_SAMPLES)
  loudMs = -Infinity
  level = 127
  /** Whether it is in the frame at hand. */
  sounds = false

  constructor(sourceId: number, decoder: FrameDecoder) {
    this.session = new ReceiverSession({ sourceId, nickname: '', sessionNonce: NO_NONCE }, decoder)
  }

  isActive(nowMs: number): boolean {
    return nowMs - this.loudMs <= PIPELINE_CONFIG.mixHoldMs
  }
}

/** What one kind of listener hears: a limiter and an encoder, each with a memory. */
class Output {
  readonly mixer = new Mixer()
  readonly encoder: FrameEncoder

  constructor(encoder: FrameEncoder) {
    this.encoder = encoder
  }
}

/** Mixes the voices of a channel as a guest would, once for all listeners that are silent. */
export class HostMix implements ChannelMix {
  readonly frameMs = PIPELINE_CONFIG.mixFrameMs
  readonly voices = new MixVoices()
  readonly #parts: HostMixParts
  readonly #sources = new Map<number, Source>()
  /** By listener; 0 is everybody. */
  readonly #outputs = new Map<number, Output>()
  readonly #blocks = new RedundantBlocks()
  readonly #sum = new Float32Array(FRAME_SAMPLES)

  constructor(parts: HostMixParts) {
    this.#parts = parts
  }

  take(header: PacketHeader, payload: Uint8Array, nowMs: number): void {
    const known = this.#sources.get(header.source)
    const isLoud = header.level <= PIPELINE_CONFIG.mixQuietest
    if (!isLoud && known?.isActive(nowMs) !== true) return
    const source = known ?? this.#add(header.source)
    // Who was silent begins anew: what was not kept of the silence is no loss.
    if (!source.isActive(nowMs)) source.session.flush()
    if (isLoud) source.loudMs = nowMs
    source.level = header.level
    if ((header.flags & FLAGS.redundancy) === 0) this.#blocks.none(payload.length)
    else if (!this.#blocks.parse(payload, payload.length)) return
    source.session.insert(header, payload, nowMs, this.#blocks)
  }

  render(nowMs: number): number {
    this.voices.count = 0
    for (const [sourceId, source] of this.#sources) {
      const { session, frame } = source
      source.sounds =
        source.isActive(nowMs) && session.pull(frame, nowMs) && this.voices.add(sourceId, source.level)
      if (source.sounds) session.strip.aim(frame, true, 1)
    }
    return this.voices.count
  }

  isActive(nowMs: number): boolean {
    for (const source of this.#sources.values()) if (source.isActive(nowMs)) return true
    return false
  }

  encode(listener: number, out: Uint8Array, isWeak: boolean): number {
    const { mixer, encoder } = this.#outputs.get(listener) ?? this.#addOutput(listener)
    encoder.configure(isWeak ? WEAK_LINE : USUAL_LINE)
    mixer.begin(this.#sum)
    for (const [sourceId, source] of this.#sources) {
      if (source.sounds && sourceId !== listener)
        mixer.add(this.#sum, source.frame, source.session.strip.left)
    }
    mixer.finish(this.#sum)
    return encoder.encode(this.#sum, out)
  }

  forget(sourceId: number): void {
    this.#sources.get(sourceId)?.session.close()
    this.#sources.delete(sourceId)
    this.#outputs.get(sourceId)?.encoder.close()
    this.#outputs.delete(sourceId)
  }

  rest(): void {
    for (const [listener, { encoder }] of this.#outputs) {
      if (listener === 0) continue
      encoder.close()
      this.#outputs.delete(listener)
    }
  }

  close(): void {
    for (const sourceId of [...this.#sources.keys(), ...this.#outputs.keys()]) this.forget(sourceId)
  }

  #add(sourceId: number): Source {
    const source = new Source(sourceId, this.#parts.makeDecoder())
    this.#sources.set(sourceId, source)
    return source
  }

  #addOutput(listener: number): Output {
    const output = new Output(this.#parts.makeEncoder())
    this.#outputs.set(listener, output)
    return output
  }
}
