import type { SendDelay } from '../../contract/models.ts'
import type { MouthToEar, OwnDelay } from '../../contract/stats.ts'
import { CODEC_CONFIG } from '../codec/config.ts'

/** What a listener knows of a voice beside the own way. */
export interface HeardVoice {
  /** What its speaker tells; undefined before. */
  readonly sendDelay: SendDelay | undefined
  /** Length of its frames, ms. */
  readonly frameMs: number
  /** From the arrival of its packets to the beginning of their sound, ms. */
  readonly heldMs: number
}

/** How far the codec looks ahead with frames of this length, ms. */
export function lookAheadMsOf(frameMs: number): number {
  const { lowDelayMostMs, lowDelayLookAheadMs, lookAheadMs } = CODEC_CONFIG
  return frameMs > lowDelayMostMs ? lookAheadMs : lowDelayLookAheadMs
}

/**
 * The sum of the way: the speaker's devices and network as told, frames as they come, and the own part. Null where one
 * of these is not known. Frame and codec are of the packets themselves, since a sender changes them at any time.
 */
export function mouthToEarOf(voice: HeardVoice, own: OwnDelay): MouthToEar | null {
  const { sendDelay, frameMs, heldMs } = voice
  if (sendDelay === undefined || own.network === null) return null
  const parts = {
    capture: sendDelay.captureMs,
    frame: frameMs,
    codec: lookAheadMsOf(frameMs),
    network: sendDelay.networkMs + own.network,
    held: heldMs,
    mix: own.mix,
    playback: own.playback,
  }
  return { ...parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) }
}
