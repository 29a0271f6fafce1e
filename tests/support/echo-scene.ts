import { transform } from './fft.ts'
import { seededRandom } from './seeded-random.ts'

/** Rooms, loudspeakers and drivers between what is played and what a microphone hears, at 48 kHz. */
const RATE = 48_000

/** One arrival of an echo. */
export interface Arrival {
  readonly delayMs: number
  readonly gainDb: number
}

/** `sound` through a path of single arrivals. */
export function echoOf(sound: Float32Array, arrivals: readonly Arrival[]): Float32Array {
  const out = new Float32Array(sound.length)
  for (const { delayMs, gainDb } of arrivals) {
    const delay = Math.round((delayMs * RATE) / 1000)
    const gain = 10 ** (gainDb / 20)
    for (let index = delay; index < out.length; index += 1) {
      out[index] = (out[index] ?? 0) + gain * (sound[index - delay] ?? 0)
    }
  }
  return out
}

export interface Room {
  /** Before the direct sound: device, driver, distance. */
  readonly delayMs: number
  /** Power of the whole answer, dB. */
  readonly gainDb: number
  /** Time in which it decays by 60 dB. */
  readonly decayMs: number
  readonly seed: number
}

/** A room's answer: direct sound, then noise that decays and loses its treble. */
export function roomResponse({ delayMs, gainDb, decayMs, seed }: Room): Float32Array {
  const random = seededRandom(seed)
  const delay = Math.round((delayMs * RATE) / 1000)
  const tail = Math.round((decayMs * RATE) / 1000)
  const out = new Float32Array(delay + tail)
  let smooth = 0
  for (let index = 0; index < tail; index += 1) {
    const noise = 2 * random.fraction() - 1
    smooth += 0.35 * (noise - smooth)
    const decay = 10 ** ((-3 * index) / tail)
    // Few reflections at first, a dense field later.
    const sparse = index > 480 || random.fraction() < 0.05 ? 1 : 0
    out[delay + index] = 0.25 * decay * sparse * smooth
  }
  out[delay] = 1
  let power = 0
  for (const value of out) power += value * value
  const scale = 10 ** (gainDb / 20) / Math.sqrt(power)
  return out.map((value) => value * scale)
}

/** `sound` heard through a response; direct, for responses of some thousand samples use `throughRoom`. */
export function throughRoom(sound: Float32Array, response: Float32Array): Float32Array {
  const size = 2 ** Math.ceil(Math.log2(sound.length + response.length))
  const a = { real: new Float64Array(size), imaginary: new Float64Array(size) }
  const b = { real: new Float64Array(size), imaginary: new Float64Array(size) }
  a.real.set(sound)
  b.real.set(response)
  transform(a.real, a.imaginary)
  transform(b.real, b.imaginary)
  for (let k = 0; k < size; k += 1) {
    const [ar, ai, br, bi] = [a.real[k] ?? 0, a.imaginary[k] ?? 0, b.real[k] ?? 0, b.imaginary[k] ?? 0]
    a.real[k] = ar * br - ai * bi
    a.imaginary[k] = ar * bi + ai * br
  }
  transform(a.real, a.imaginary, true)
  return Float32Array.from(a.real.subarray(0, sound.length))
}

/** `sound` as a clock that runs fast by `ppm` would take it: read at a drifting place, linearly between. */
export function drifting(sound: Float32Array, ppm: number): Float32Array {
  const out = new Float32Array(sound.length)
  for (let index = 0; index < out.length; index += 1) {
    const place = index * (1 + ppm * 1e-6)
    const below = Math.floor(place)
    const share = place - below
    // Four points (Catmull-Rom): two would dull the treble now and then.
    const [p, q, r, s] = [-1, 0, 1, 2].map((step) => sound[below + step] ?? 0) as [
      number,
      number,
      number,
      number,
    ]
    out[index] =
      q + 0.5 * share * (r - p + share * (2 * p - 5 * q + 4 * r - s + share * (3 * (q - r) + s - p)))
  }
  return out
}

/** The sum of sounds, as long as the first. */
export function sum(first: Float32Array, ...others: readonly Float32Array[]): Float32Array {
  return first.map((value, index) => others.reduce((total, one) => total + (one[index] ?? 0), value))
}

/** A loudspeaker driven too far: soft up to `most`, flat beyond. */
export function clipped(sound: Float32Array, most: number): Float32Array {
  return sound.map((value) => Math.max(-most, Math.min(most, value)))
}

/** White noise of a level, dBov. */
export function noise(length: number, levelDb: number, seed: number): Float32Array {
  const random = seededRandom(seed)
  const amplitude = 10 ** (levelDb / 20) * Math.sqrt(3)
  return new Float32Array(length).map(() => amplitude * (2 * random.fraction() - 1))
}
