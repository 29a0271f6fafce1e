import { decibelsOf, SILENCE_DB } from '../units.ts'

/** Level of a frame as RFC 6464 defines it: RMS against full scale, dBov, -127..0. Never throws, never NaN. */
export function levelOf(frame: Float32Array): number {
  let sum = 0
  for (let index = 0; index < frame.length; index += 1) {
    const sample = frame[index] ?? 0
    sum += sample * sample
  }
  if (!(sum < Infinity)) return 0
  return Math.min(0, decibelsOf(Math.sqrt(sum / Math.max(1, frame.length))))
}

/** The audio-level byte of a header: 0 (full scale) to 127 (silence). */
export function levelByteOf(levelDb: number): number {
  return Math.min(-SILENCE_DB, Math.max(0, Math.round(-levelDb)))
}
