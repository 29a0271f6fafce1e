/** Units of the media plane, and the few conversions between them. */

/** Samples per second of every frame in this project; devices that differ are resampled at the edge. */
export const SAMPLE_RATE = 48_000

/** Channels of what is played, interleaved: left, right. What is captured has one. */
export const PLAYBACK_CHANNELS = 2

/** Samples of a frame of the given length in milliseconds, one channel. */
export function samplesOf(milliseconds: number): number {
  return Math.round((milliseconds * SAMPLE_RATE) / 1000)
}

/** Milliseconds of a number of samples. */
export function millisecondsOf(samples: number): number {
  return (samples * 1000) / SAMPLE_RATE
}

/** Level of silence, dBov (RFC 6464): the lowest value a packet can carry. */
export const SILENCE_DB = -127

/** Linear factor of a gain in decibels. */
export function gainOf(decibels: number): number {
  return 10 ** (decibels / 20)
}

/** Amplitude of SILENCE_DB. */
const SILENCE = gainOf(SILENCE_DB)

/**
 * Decibels of a linear amplitude, at least SILENCE_DB. The amplitude is bounded and not the result: a number that may
 * be a constant or not is kept as an object by the compiler, one per frame.
 */
export function decibelsOf(amplitude: number): number {
  const audible = amplitude > SILENCE ? amplitude : SILENCE
  return 20 * Math.log10(audible)
}
