import { powerOfTwo, transform } from './fft.ts'

export { stoi } from './stoi.ts'
export { readWav, writeWav } from './wav-file.ts'
export { speech } from './speech.ts'

/** Measures of recorded sound: mono, 48 kHz, full scale +-1. */
const RATE = 48_000

/** Level of a stretch of samples, dBov (RMS against full scale); -127 for silence. */
export function levelDb(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  const rms = Math.sqrt(sum / Math.max(1, samples.length))
  return Math.max(-127, 20 * Math.log10(rms + 1e-20))
}

/** Windows quieter than this hold no speech whose noise could be told, dBov. */
const SEGMENT_QUIET_DB = -50
/** A window's ratio counts within these bounds, dB: silence and perfection are not infinite. */
const SEGMENT_BOUNDS_DB = [-10, 35] as const

/**
 * Segmental signal-to-noise ratio, dB: the mean over windows of 20 ms with speech in `clean`, each within bounds.
 * `heard` must be in time with it (see `aligned`).
 */
export function segmentalSnr(clean: Float32Array, heard: Float32Array): number {
  const window = RATE / 50
  const ratios: number[] = []
  for (let start = 0; start + window <= clean.length; start += window) {
    const part = clean.subarray(start, start + window)
    const signalDb = levelDb(part)
    if (signalDb < SEGMENT_QUIET_DB) continue
    const error = part.map((sample, index) => (heard[start + index] ?? 0) - sample)
    const [least, most] = SEGMENT_BOUNDS_DB
    ratios.push(Math.max(least, Math.min(most, signalDb - levelDb(error))))
  }
  return ratios.reduce((sum, ratio) => sum + ratio, 0) / Math.max(1, ratios.length)
}

/** `noise` scaled so that `signal` is `snrDb` louder than it, added to it. */
export function withNoise(signal: Float32Array, noise: Float32Array, snrDb: number): Float32Array {
  const gain = 10 ** ((levelDb(signal) - levelDb(noise.subarray(0, signal.length)) - snrDb) / 20)
  return signal.map((sample, index) => sample + gain * (noise[index] ?? 0))
}

/** Highest difference between neighbouring samples: what a click makes high. */
export function steepestStep(samples: Float32Array): number {
  let most = 0
  for (let index = 1; index < samples.length; index += 1) {
    most = Math.max(most, Math.abs((samples[index] ?? 0) - (samples[index - 1] ?? 0)))
  }
  return most
}

/**
 * Samples by which `recorded` lags behind `reference`: the place of the highest cross-correlation within
 * `fromLag`..`toLag` (negative: it leads).
 */
export function delayByCorrelation(
  reference: Float32Array,
  recorded: Float32Array,
  fromLag = -RATE,
  toLag = 4 * RATE,
): number {
  const size = powerOfTwo(reference.length + recorded.length)
  const product = spectrumProduct(padded(reference, size), padded(recorded, size))
  let best = -Infinity
  let lag = 0
  for (let candidate = fromLag; candidate <= toLag; candidate += 1) {
    const value = product[(candidate + size) % size] ?? -Infinity
    if (value <= best) continue
    best = value
    lag = candidate
  }
  return lag
}

/** A window of sound and how much later it was recorded, samples. */
export interface DelayedWindow {
  readonly start: number
  readonly delay: number
}

interface DelayOptions {
  readonly windowS?: number
  readonly fromLag?: number
  readonly toLag?: number
  readonly quietDb?: number
}

/**
 * The delay of each window of `reference` with sound in it, samples. Take the median of these: single
 * windows may sit on a sustained vowel, whose periods all correlate.
 */
export function delaysByCorrelation(
  reference: Float32Array,
  recorded: Float32Array,
  options: DelayOptions = {},
): number[] {
  return delayedWindows(reference, recorded, options).map(({ delay }) => delay)
}

/** The same with the place of each window. */
export function delayedWindows(
  reference: Float32Array,
  recorded: Float32Array,
  options: DelayOptions = {},
): DelayedWindow[] {
  const { windowS = 1, fromLag = 0, toLag = RATE, quietDb = -40 } = options
  const window = Math.round(windowS * RATE)
  const windows: DelayedWindow[] = []
  for (let start = 0; start + window <= reference.length; start += window) {
    const part = reference.subarray(start, start + window)
    if (levelDb(part) < quietDb) continue
    const first = Math.max(0, start + fromLag)
    const heard = recorded.subarray(first, start + window + toLag)
    if (heard.length < window) break
    const delay = delayByCorrelation(part, heard, 0, heard.length - window) + first - start
    windows.push({ start, delay })
  }
  return windows
}

/** Middle value. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The value below which `share` (0..1) of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** `recorded` moved so that it starts with `reference`, and as long. */
export function aligned(recorded: Float32Array, lag: number, length: number): Float32Array {
  const out = new Float32Array(length)
  for (let index = 0; index < length; index += 1) out[index] = recorded[index + lag] ?? 0
  return out
}

interface Padded {
  readonly real: Float64Array
  readonly imaginary: Float64Array
}

function padded(samples: Float32Array, size: number): Padded {
  const real = new Float64Array(size)
  real.set(samples)
  return { real, imaginary: new Float64Array(size) }
}

/** Circular cross-correlation of two signals by their spectra. */
function spectrumProduct(a: Padded, b: Padded): Float64Array {
  transform(a.real, a.imaginary)
  transform(b.real, b.imaginary)
  for (let k = 0; k < a.real.length; k += 1) {
    const [ar, ai] = [a.real[k] ?? 0, a.imaginary[k] ?? 0]
    const [br, bi] = [b.real[k] ?? 0, b.imaginary[k] ?? 0]
    a.real[k] = ar * br + ai * bi
    a.imaginary[k] = ar * bi - ai * br
  }
  transform(a.real, a.imaginary, true)
  return a.real
}
