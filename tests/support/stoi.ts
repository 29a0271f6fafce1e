import { resample } from '../../electron/base/resampler.ts'
import { transform } from './fft.ts'

/**
 * Short-time objective intelligibility after Taal, Hendriks, Heusdens, Jensen (2011):
 * correlation of third-octave envelopes over segments of 384 ms. 1 is identical, above 0.95 is transparent.
 */
const RATE = 10_000
const FRAME = 256
const HOP = 128
const FFT_SIZE = 512
const BANDS = 15
const LOWEST_HZ = 150
const SEGMENT = 30
/** Lower bound of the signal-to-distortion ratio, dB. */
const CLIP_DB = -15
/** Frames this far below the loudest are not speech, dB. */
const RANGE_DB = 40

/** `degraded` must be aligned to `clean`; both of the given sampling rate. */
export function stoi(clean: Float32Array, degraded: Float32Array, rate = 48_000): number {
  const length = Math.min(clean.length, degraded.length)
  const x = resample(clean.subarray(0, length), rate, RATE)
  const y = resample(degraded.subarray(0, length), rate, RATE)
  const [speech, other] = withoutSilence(x, y)
  const xBands = bandEnvelopes(speech)
  const yBands = bandEnvelopes(other)
  if (xBands.length < SEGMENT) throw new RangeError('too little speech for STOI: at least 0.4 s are needed')
  let sum = 0
  let count = 0
  for (let end = SEGMENT; end <= xBands.length; end += 1) {
    for (let band = 0; band < BANDS; band += 1) {
      sum += segmentScore(xBands, yBands, band, end - SEGMENT)
      count += 1
    }
  }
  return sum / count
}

const HANN = Float64Array.from(
  { length: FRAME },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 1)) / (FRAME + 1)),
)

function withoutSilence(x: Float32Array, y: Float32Array): [Float64Array, Float64Array] {
  const frames = Math.max(0, Math.floor((x.length - FRAME) / HOP) + 1)
  const energies = Array.from({ length: frames }, (_, frame) => {
    let sum = 0
    for (let i = 0; i < FRAME; i += 1) sum += ((x[frame * HOP + i] ?? 0) * (HANN[i] ?? 0)) ** 2
    return 10 * Math.log10(sum + 1e-20)
  })
  const floor = Math.max(...energies) - RANGE_DB
  const kept = energies.flatMap((energy, frame) => (energy > floor ? [frame] : []))
  return [overlapAdd(x, kept), overlapAdd(y, kept)]
}

function overlapAdd(samples: Float32Array, frames: number[]): Float64Array {
  const out = new Float64Array(frames.length === 0 ? 0 : (frames.length - 1) * HOP + FRAME)
  frames.forEach((frame, place) => {
    for (let i = 0; i < FRAME; i += 1) {
      out[place * HOP + i] = (out[place * HOP + i] ?? 0) + (samples[frame * HOP + i] ?? 0) * (HANN[i] ?? 0)
    }
  })
  return out
}

/** First and last + 1 bin of each third-octave band. */
const BAND_BINS = Array.from({ length: BANDS }, (_, band) => {
  const bin = (hz: number) => Math.round((hz * FFT_SIZE) / RATE)
  return [bin(LOWEST_HZ * 2 ** ((2 * band - 1) / 6)), bin(LOWEST_HZ * 2 ** ((2 * band + 1) / 6))] as const
})

function bandEnvelopes(samples: Float64Array): Float64Array[] {
  const envelopes: Float64Array[] = []
  const real = new Float64Array(FFT_SIZE)
  const imaginary = new Float64Array(FFT_SIZE)
  for (let start = 0; start + FRAME <= samples.length; start += HOP) {
    real.fill(0)
    imaginary.fill(0)
    for (let i = 0; i < FRAME; i += 1) real[i] = (samples[start + i] ?? 0) * (HANN[i] ?? 0)
    transform(real, imaginary)
    envelopes.push(Float64Array.from(BAND_BINS, ([first, end]) => bandAmplitude(real, imaginary, first, end)))
  }
  return envelopes
}

function bandAmplitude(real: Float64Array, imaginary: Float64Array, first: number, end: number): number {
  let sum = 0
  for (let bin = first; bin < end; bin += 1) sum += (real[bin] ?? 0) ** 2 + (imaginary[bin] ?? 0) ** 2
  return Math.sqrt(sum)
}

function segmentScore(x: Float64Array[], y: Float64Array[], band: number, start: number): number {
  const xs = Array.from({ length: SEGMENT }, (_, i) => x[start + i]?.[band] ?? 0)
  const ys = Array.from({ length: SEGMENT }, (_, i) => y[start + i]?.[band] ?? 0)
  const scale = norm(xs) / (norm(ys) + 1e-20)
  const most = 1 + 10 ** (-CLIP_DB / 20)
  return correlation(
    xs,
    ys.map((value, i) => Math.min(value * scale, (xs[i] ?? 0) * most)),
  )
}

function correlation(a: number[], b: number[]): number {
  const ca = centred(a)
  const cb = centred(b)
  const dot = ca.reduce((sum, value, i) => sum + value * (cb[i] ?? 0), 0)
  return dot / (norm(ca) * norm(cb) + 1e-20)
}

function centred(values: number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.map((value) => value - mean)
}

function norm(values: number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
}
