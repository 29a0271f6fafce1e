import type { SharedRing } from '../../../native/index.ts'
import { PLAYBACK_CHANNELS } from '../../voice/units.ts'
import { SOUND_CONFIG } from './sound-config.ts'

/** Frames after which the test sound begins again. */
const PERIOD = 997

/** A ring as devices and the loop share them. */
export function threadRing(): SharedRing {
  const bytes = SOUND_CONFIG.ringSamples * PLAYBACK_CHANNELS * Float32Array.BYTES_PER_ELEMENT
  return {
    samples: new Float32Array(new SharedArrayBuffer(bytes)),
    indices: new Int32Array(new SharedArrayBuffer(128)),
  }
}

/** Frame `number`, each sample another, the same in all channels. Whole numbers: sums of them are exact. */
export function fillTestFrame(frame: Float32Array, number: number, channels: number): void {
  for (let index = 0; index < frame.length; index += 1) {
    frame[index] = sampleOf(number, Math.floor(index / channels))
  }
}

/** Whether a mono frame is frame `number`, sample by sample. */
export function isTestFrame(frame: Float32Array, number: number): boolean {
  for (let index = 0; index < frame.length; index += 1) {
    if (frame[index] !== sampleOf(number, index)) return false
  }
  return true
}

function sampleOf(number: number, index: number): number {
  return 1 + (number % PERIOD) * 1024 + index
}
