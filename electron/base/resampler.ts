import { CAPTURE_CONFIG } from './config.ts'

/**
 * Whole signals from one sampling rate to another by a Kaiser-windowed sinc, linear phase, no delay.
 * For files at load time: live streams need a resampler that keeps state between blocks.
 */
export function resample(input: Float32Array, fromHz: number, toHz: number): Float32Array {
  if (fromHz === toHz) return input
  const kernel = kernelOf(Math.min(1, toHz / fromHz))
  const output = new Float32Array(Math.max(0, Math.round((input.length * toHz) / fromHz)))
  const step = fromHz / toHz
  for (let index = 0; index < output.length; index += 1) output[index] = valueAt(input, index * step, kernel)
  return output
}

interface Kernel {
  /** Taps on each side of the centre. */
  readonly half: number
  /** Values of the right half: `phases` per tap, one more at the end. */
  readonly table: Float64Array
}

/** `cutoff` as share of the input's Nyquist frequency; 1 or less. */
function kernelOf(cutoff: number): Kernel {
  const { resampleCrossings, resamplePhases, resampleBeta } = CAPTURE_CONFIG
  const half = Math.ceil(resampleCrossings / cutoff)
  const table = new Float64Array(half * resamplePhases + 2)
  for (let index = 0; index < half * resamplePhases; index += 1) {
    const x = index / resamplePhases
    table[index] = cutoff * sinc(x * cutoff) * kaiser(x / half, resampleBeta)
  }
  return { half, table }
}

function valueAt(input: Float32Array, position: number, { half, table }: Kernel): number {
  const first = Math.max(0, Math.ceil(position - half))
  const last = Math.min(input.length - 1, Math.floor(position + half))
  let sum = 0
  for (let index = first; index <= last; index += 1) {
    const place = Math.abs(position - index) * CAPTURE_CONFIG.resamplePhases
    const below = Math.floor(place)
    const low = table[below] ?? 0
    const weight = low + ((table[below + 1] ?? 0) - low) * (place - below)
    sum += (input[index] ?? 0) * weight
  }
  return sum
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function kaiser(x: number, beta: number): number {
  return besselI0(beta * Math.sqrt(Math.max(0, 1 - x * x))) / besselI0(beta)
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let sum = 1
  let term = 1
  for (let k = 1; term > sum * 1e-12; k += 1) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}
