import type { FrameMs } from '../../contract/engine.ts'
import { loadCodec, type CodecAddon, type NativeOpusEncoder } from '../../../native/index.ts'
import type { EncoderSettings, FrameEncoder } from '../interfaces.ts'
import { CODEC_CONFIG } from './config.ts'

export interface OpusEncoderConfig {
  readonly frameMs: FrameMs
  /** Bits per second, 500..512000. */
  readonly bitrate: number
  readonly channels?: 1 | 2
}

/**
 * Opus (RFC 6716). Short frames use the low-delay mode, which knows no forward error correction; longer ones the
 * voice mode with it. Throws NativeUnavailableError where the native part is missing.
 */
export class OpusEncoder implements FrameEncoder {
  readonly lookahead: number
  readonly #encoder: NativeOpusEncoder
  readonly #lowDelay: boolean
  #bitrate: number
  #lossPercent: number

  constructor(config: OpusEncoderConfig, addon: CodecAddon = loadCodec()) {
    const lowDelay = config.frameMs <= CODEC_CONFIG.lowDelayMostMs
    this.#lowDelay = lowDelay
    this.#bitrate = config.bitrate
    this.#lossPercent = CODEC_CONFIG.expectedLossPercent
    this.#encoder = addon.createEncoder({
      channels: config.channels ?? 1,
      application: lowDelay ? 'lowdelay' : 'voip',
    })
    this.#encoder.configure({
      bitrate: config.bitrate,
      complexity: CODEC_CONFIG.complexity,
      vbr: true,
      signal: 'voice',
      inbandFec: !lowDelay,
      expectedLossPercent: lowDelay ? 0 : this.#lossPercent,
      dtx: false,
    })
    this.lookahead = this.#encoder.lookahead
  }

  encode(frame: Float32Array, out: Uint8Array): number {
    return this.#encoder.encode(frame, out)
  }

  configure({ bitrate = this.#bitrate, expectedLossPercent = this.#lossPercent }: EncoderSettings): void {
    if (bitrate !== this.#bitrate) this.#encoder.configure({ bitrate })
    if (expectedLossPercent !== this.#lossPercent && !this.#lowDelay) {
      this.#encoder.configure({ inbandFec: expectedLossPercent > 0, expectedLossPercent })
    }
    this.#bitrate = bitrate
    this.#lossPercent = expectedLossPercent
  }

  reset(): void {
    this.#encoder.reset()
  }

  close(): void {
    this.#encoder.close()
  }
}
