import type { FrameMs } from '../../contract/engine.ts'
import type { EncoderSettings, FrameEncoder } from '../interfaces.ts'
import { samplesOf } from '../units.ts'
import { CODEC_CONFIG } from './config.ts'

/** What sound an encoder is for; absent: a voice, with one channel. */
export interface SoundForm {
  readonly channels?: 1 | 2
  readonly kind?: 'voice' | 'music'
}

/** Makes an encoder of the mode that suits the frame length. */
export type MakeEncoder = (config: { frameMs: FrameMs; bitrate: number } & SoundForm) => FrameEncoder

/** What an encoder hears before its first frame: every mode's look-ahead and analysis fit. */
export const WARM_UP_SAMPLES = samplesOf(20)

/**
 * One sound's encoders, one per mode of Opus, each made when it is needed first. The one in use goes on for ever; one
 * that is taken up (again) forgets what it knew and hears the last sound first, so that its first frame begins in the
 * middle of speech like any other.
 */
export class EncoderBank {
  readonly #make: MakeEncoder
  readonly #form: SoundForm
  readonly #unsent = new Uint8Array(CODEC_CONFIG.packetMostBytes)
  #short: FrameEncoder | undefined
  #long: FrameEncoder | undefined
  #inUse: FrameEncoder | undefined

  constructor(make: MakeEncoder, form: SoundForm = {}) {
    this.#make = make
    this.#form = form
  }

  /** The encoder for frames of this length from now on. `past` are the WARM_UP_SAMPLES (per channel) before the next. */
  use(
    frameMs: FrameMs,
    settings: EncoderSettings & { readonly bitrate: number },
    past: Float32Array,
  ): FrameEncoder {
    const encoder = this.#of(frameMs, settings.bitrate)
    encoder.configure(settings)
    if (encoder !== this.#inUse) {
      encoder.reset()
      encoder.encode(past, this.#unsent)
      this.#inUse = encoder
    }
    return encoder
  }

  /** None is in use for a while. */
  rest(): void {
    this.#inUse = undefined
  }

  close(): void {
    this.#short?.close()
    this.#long?.close()
  }

  #of(frameMs: FrameMs, bitrate: number): FrameEncoder {
    const config = { frameMs, bitrate, ...this.#form }
    const isLong = this.#form.kind === 'music' || frameMs > CODEC_CONFIG.lowDelayMostMs
    return isLong ? (this.#long ??= this.#make(config)) : (this.#short ??= this.#make(config))
  }
}
