/**
 * Samples from one rate to another by a Kaiser-windowed sinc of linear phase (J. O. Smith, "Digital Audio Resampling",
 * https://ccrma.stanford.edu/~jos/resample/). Its tunables:
 */
const RESAMPLER = {
  /** Zero crossings of the sinc on each side: a transition band of about 5 % of the lower rate. */
  crossings: 32,
  /** Rows of the table per sample; what lies between two is interpolated, at an error below -100 dB. */
  phases: 512,
  /** Kaiser window: stop band about -90 dB. */
  beta: 9,
} as const

/** Weights for all places of an output sample between two input samples; shared by the channels of a stream. */
export interface ResamplerKernel {
  readonly fromHz: number
  readonly toHz: number
  /** Input samples on each side of an output sample. */
  readonly half: number
  /** Rows of `2 * half` weights, one more than there are phases. */
  readonly rows: Float32Array
}

/** `fromHz`, `toHz`: positive integers. */
export function resamplerKernel(fromHz: number, toHz: number): ResamplerKernel {
  const cutoff = Math.min(1, toHz / fromHz)
  const half = Math.ceil(RESAMPLER.crossings / cutoff)
  const rows = new Float32Array((RESAMPLER.phases + 1) * 2 * half)
  const peak = besselI0(RESAMPLER.beta)
  for (let place = 0; place < rows.length; place += 1) {
    const x = (place % (2 * half)) - (half - 1) - Math.floor(place / (2 * half)) / RESAMPLER.phases
    rows[place] = cutoff * sinc(x * cutoff) * (kaiser(x / half) / peak)
  }
  return { fromHz, toHz, half, rows }
}

/**
 * One channel of a stream. The first output sample lies at the time of the first input sample, and each needs `half`
 * input samples after it: that is the delay. Between calls it keeps what it needs, so blocks may have any length.
 * While `wants` is true give a sample with `push`, else take one with `next`. Allocates nothing after its making.
 */
export class Resampler {
  readonly #kernel: ResamplerKernel
  /** The last `2 * half` input samples, twice in a row, so that they can be read without a seam. */
  readonly #window: Float32Array
  #oldest = 0
  /** Place of the next output sample behind the window's middle, in input samples times `toHz`. */
  #place: number

  constructor(kernel: ResamplerKernel) {
    this.#kernel = kernel
    this.#window = new Float32Array(4 * kernel.half)
    this.#place = (kernel.half + 1) * kernel.toHz
  }

  /** Whether the next output sample needs another input sample. */
  get wants(): boolean {
    return this.#place >= this.#kernel.toHz
  }

  /** Input samples taken whose time has not been given out yet: the delay, in samples of the input. */
  get held(): number {
    const { half, toHz } = this.#kernel
    return half + 1 - this.#place / toHz
  }

  /** Input samples that are needed for so many output samples. */
  needs(outputs: number): number {
    const { fromHz, toHz } = this.#kernel
    return outputs === 0 ? 0 : Math.max(0, Math.floor((this.#place + (outputs - 1) * fromHz) / toHz))
  }

  /** Output samples that so many input samples yield. */
  yields(inputs: number): number {
    const { fromHz, toHz } = this.#kernel
    return Math.max(0, Math.ceil(((inputs + 1) * toHz - this.#place) / fromHz))
  }

  /** Takes an input sample. */
  push(sample: number): void {
    const length = this.#window.length / 2
    this.#window[this.#oldest] = sample
    this.#window[this.#oldest + length] = sample
    this.#oldest = this.#oldest + 1 === length ? 0 : this.#oldest + 1
    this.#place -= this.#kernel.toHz
  }

  /** Gives an output sample. */
  next(): number {
    const { fromHz, toHz, half, rows } = this.#kernel
    const window = this.#window
    const phase = (this.#place / toHz) * RESAMPLER.phases
    const above = phase - Math.floor(phase)
    const row = Math.floor(phase) * 2 * half
    let low = 0
    let high = 0
    for (let tap = 0; tap < 2 * half; tap += 1) {
      const sample = window[this.#oldest + tap] ?? 0
      low += sample * (rows[row + tap] ?? 0)
      high += sample * (rows[row + 2 * half + tap] ?? 0)
    }
    this.#place += fromHz
    return low + (high - low) * above
  }
}

/** A whole signal, with silence before and after it. */
export function resample(input: Float32Array, fromHz: number, toHz: number): Float32Array {
  if (fromHz === toHz) return input
  const resampler = new Resampler(resamplerKernel(fromHz, toHz))
  const output = new Float32Array(Math.round((input.length * toHz) / fromHz))
  let taken = 0
  for (let index = 0; index < output.length; index += 1) {
    while (resampler.wants) resampler.push(input[taken++] ?? 0)
    output[index] = resampler.next()
  }
  return output
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function kaiser(x: number): number {
  return besselI0(RESAMPLER.beta * Math.sqrt(Math.max(0, 1 - x * x)))
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
