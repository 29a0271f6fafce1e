import type { FrameMs } from '../../contract/engine.ts'
import { loadCodec, type CodecAddon, type NativeOpusEncoder } from '../../../native/index.ts'
import type { EncoderSettings, FrameEncoder } from '../interfaces.ts'
import { CODEC_CONFIG } from './config.ts'

export interface OpusEncoderConfig {
  readonly frameMs: FrameMs
  /** Bits per second, 500..512000. */
  readonly bitrate: number
  readonly channels?: 1 | 2
  /** What it is tuned for; absent: voice. */
  readonly kind?: 'voice' | 'music'
}

/**
 * Opus (RFC 6716). Short frames use the low-delay mode, which knows no forward error correction; longer ones the
 * voice mode with it; music has a mode of its own for all lengths. Throws NativeUnavailableError where the native part is missing.
 */
export class OpusEncoder implements FrameEncoder {
  readonly lookahead: number
  readonly #encoder: NativeOpusEncoder
  readonly #hasFec: boolean
  #bitrate: number
  #lossPercent: number

  constructor(config: OpusEncoderConfig, addon: CodecAddon = loadCodec()) {
    const { kind = 'voice' } = config
    const lowDelay = kind === 'voice' && config.frameMs <= CODEC_CONFIG.lowDelayMostMs
    this.#hasFec = kind === 'voice' && !lowDelay
    this.#bitrate = config.bitrate
    this.#lossPercent = CODEC_CONFIG.expectedLossPercent
    this.#encoder = addon.createEncoder({
      channels: config.channels ?? 1,
      application: kind === 'music' ? 'audio' : lowDelay ? 'lowdelay' : 'voip',
    })
    this.#encoder.configure({
      bitrate: config.bitrate,
      complexity: CODEC_CONFIG.complexity,
      vbr: true,
      signal: kind,
      inbandFec: this.#hasFec,
      expectedLossPercent: this.#preparedPercent(this.#lossPercent),
      dtx: false,
    })
    this.lookahead = this.#encoder.lookahead
  }

  encode(frame: Float32Array, out: Uint8Array): number {
    return this.#encoder.encode(frame, out)
  }

  configure({ bitrate = this.#bitrate, expectedLossPercent = this.#lossPercent }: EncoderSettings): void {
    if (bitrate !== this.#bitrate) this.#encoder.configure({ bitrate })
    if (expectedLossPercent !== this.#lossPercent) {
      this.#encoder.configure({
        inbandFec: this.#hasFec && expectedLossPercent > 0,
        expectedLossPercent: this.#preparedPercent(expectedLossPercent),
      })
    }
    this.#bitrate = bitrate
    this.#lossPercent = expectedLossPercent
  }

  /**
   * The low-delay mode and that of music have no error correction, but frames that lean on those before them; the less,
   * the more loss is expected. Half a step is none: either nothing is lost, or frames stand alone.
   */
  #preparedPercent(lossPercent: number): number {
    if (this.#hasFec || lossPercent === 0) return lossPercent
    return Math.max(lossPercent, CODEC_CONFIG.lowDelayLossLeast)
  }

  reset(): void {
    this.#encoder.reset()
  }

  close(): void {
    this.#encoder.close()
  }
}
