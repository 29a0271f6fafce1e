import { decibelsOf, SILENCE_DB } from '../units.ts'

/** Mean power of a frame, full scale = 1; NaN or Infinity where a sample is. */
export function powerIn(frame: Float32Array): number {
  let sum = 0
  for (let index = 0; index < frame.length; index += 1) {
    const sample = frame[index] ?? 0
    sum += sample * sample
  }
  return sum / Math.max(1, frame.length)
}

/**
 * Level of a frame as RFC 6464 defines it: RMS against full scale, dBov, -127..0. Never throws, never NaN. Sums by
 * itself: a number handed from function to function may become an object.
 */
export function levelOf(frame: Float32Array): number {
  let sum = 0
  for (let index = 0; index < frame.length; index += 1) {
    const sample = frame[index] ?? 0
    sum += sample * sample
  }
  const power = sum / Math.max(1, frame.length)
  return decibelsOf(Math.sqrt(power < 1 ? power : 1))
}

/** The audio-level byte of a header: 0 (full scale) to 127 (silence). */
export function levelByteOf(levelDb: number): number {
  return Math.min(-SILENCE_DB, Math.max(0, Math.round(-levelDb)))
}
