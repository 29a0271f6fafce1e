/**
 * Loudness after ITU-R BS.1770-4 and EBU Tech 3341, made from the recommendation alone and for whole recordings, so
 * that it can judge what the product measures by other means.
 */
const RATE = 48_000
const STEP = RATE / 10
/** Of a window with a relative gate 10 LU below the ungated mean, blocks of 400 ms that overlap by three quarters. */
const BLOCK_STEPS = 4
const ABSOLUTE_GATE = -70
const RELATIVE_GATE = -10

type Biquad = readonly [b0: number, b1: number, b2: number, a1: number, a2: number]

/** The shelf of annex 1 as an analogue prototype under the bilinear transform. */
function shelf(): Biquad {
  const [hz, gainDb, q] = [1681.974450955533, 3.999843853973347, 0.7071752369554196]
  const k = Math.tan((Math.PI * hz) / RATE)
  const high = 10 ** (gainDb / 20)
  const band = high ** 0.4996667741545416
  const a0 = 1 + k / q + k * k
  return [
    (high + (band * k) / q + k * k) / a0,
    (2 * (k * k - high)) / a0,
    (high - (band * k) / q + k * k) / a0,
    (2 * (k * k - 1)) / a0,
    (1 - k / q + k * k) / a0,
  ]
}

function highPass(): Biquad {
  const [hz, q] = [38.13547087602444, 0.5003270373238773]
  const k = Math.tan((Math.PI * hz) / RATE)
  const a0 = 1 + k / q + k * k
  return [1, -2, 1, (2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0]
}

function filtered(signal: Float64Array, [b0, b1, b2, a1, a2]: Biquad): Float64Array {
  const out = new Float64Array(signal.length)
  let [x1, x2, y1, y2] = [0, 0, 0, 0]
  for (let index = 0; index < signal.length; index += 1) {
    const x = signal[index] ?? 0
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
    out[index] = y
    ;[x2, x1, y2, y1] = [x1, x, y1, y]
  }
  return out
}

/** Mean square after K-weighting of each 100 ms, summed over the channels. */
function stepsOf(channels: readonly Float32Array[]): number[] {
  const weighted = channels.map((channel) =>
    filtered(filtered(Float64Array.from(channel), shelf()), highPass()),
  )
  const count = Math.floor((channels[0]?.length ?? 0) / STEP)
  return Array.from({ length: count }, (_, step) => {
    let sum = 0
    for (const channel of weighted) {
      for (const value of channel.subarray(step * STEP, (step + 1) * STEP)) sum += value * value
    }
    return sum / STEP
  })
}

const lufsOf = (meanSquare: number): number => -0.691 + 10 * Math.log10(meanSquare + 1e-20)
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/** Short-term loudness, LUFS: over 3 s, each 100 ms. */
export function shortTermLoudness(channels: readonly Float32Array[]): number[] {
  const steps = stepsOf(channels)
  return steps.slice(29).map((_, first) => lufsOf(mean(steps.slice(first, first + 30))))
}

/** Integrated loudness with both gates, LUFS: what pauses between words do not lower. */
export function integratedLoudness(channels: readonly Float32Array[]): number {
  const steps = stepsOf(channels)
  const blocks = steps
    .slice(BLOCK_STEPS - 1)
    .map((_, first) => mean(steps.slice(first, first + BLOCK_STEPS)))
    .filter((block) => lufsOf(block) > ABSOLUTE_GATE)
  const gate = lufsOf(mean(blocks)) + RELATIVE_GATE
  return lufsOf(mean(blocks.filter((block) => lufsOf(block) > gate)))
}
