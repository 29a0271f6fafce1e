import { OpusDecoder } from '../codec/opus-decoder.ts'
import { OpusEncoder } from '../codec/opus-encoder.ts'
import type { ChannelMix } from '../interfaces.ts'
import { PIPELINE_CONFIG } from './config.ts'
import { HostMix } from './host-mix.ts'

/** A mix with the real codec. Throws NativeUnavailableError, at the latest at the first voice, where there is none. */
export function openHostMix(): ChannelMix {
  return new HostMix({
    makeDecoder: () => new OpusDecoder(),
    makeEncoder: () =>
      new OpusEncoder({ frameMs: PIPELINE_CONFIG.mixFrameMs, bitrate: PIPELINE_CONFIG.mixBitrate }),
  })
}
