import { samplesOf } from '../../voice/units.ts'

/** What is played and what a microphone hears of it, made up: nothing has to be installed for it. */
export interface EchoScene {
  readonly name: string
  readonly near: Float32Array
  readonly far: Float32Array
}

/** Arrivals of an echo: delay in ms, factor. */
type Arrivals = readonly (readonly [delayMs: number, gain: number])[]

const PATHS: readonly (readonly [name: string, arrivals: Arrivals])[] = [
  ['echo after 40 ms', [[40, 0.5]]],
  ['echo after 120 ms', [[120, 0.5]]],
  ['echo after 320 ms', [[320, 0.5]]],
  ['room', room()],
]

/** Scenes of so many seconds: echoes alone, both voices at once, and a voice here alone. */
export function echoScenes(seconds: number): EchoScene[] {
  const far = babble(seconds, 1)
  const voice = babble(seconds, 2)
  const silence = new Float32Array(far.length)
  const echoes = PATHS.map(([name, arrivals]) => ({ name, near: echoOf(far, arrivals), far }))
  const both = echoOf(far, room()).map((sample, index) => sample + (voice[index] ?? 0))
  return [...echoes, { name: 'both speak', near: both, far }, { name: 'no echo', near: voice, far: silence }]
}

/** Noise in syllables of changing colour: as lively as speech, and with all its frequencies. */
function babble(seconds: number, seed: number): Float32Array {
  const out = new Float32Array(samplesOf(seconds * 1000))
  const syllable = samplesOf(180)
  const next = noiseOf(seed)
  let colour = 0.1
  let low = 0
  for (let index = 0; index < out.length; index += 1) {
    if (index % syllable === 0) colour = 0.05 + 0.3 * Math.abs(next())
    low += colour * (next() - low)
    out[index] = 0.5 * low * Math.sin((Math.PI * index) / syllable) ** 2
  }
  return out
}

/** Reflections that grow denser and weaker over a quarter of a second. */
function room(): Arrivals {
  const next = noiseOf(3)
  const arrivals: [number, number][] = [[60, 0.4]]
  for (let delayMs = 62; delayMs < 310; delayMs += 1 + Math.abs(next())) {
    arrivals.push([delayMs, 0.15 * next() * 10 ** (-(delayMs - 60) / 125)])
  }
  return arrivals
}

function echoOf(sound: Float32Array, arrivals: Arrivals): Float32Array {
  const out = new Float32Array(sound.length)
  for (const [delayMs, gain] of arrivals) {
    const delay = samplesOf(delayMs)
    for (let index = delay; index < out.length; index += 1) {
      out[index] = (out[index] ?? 0) + gain * (sound[index - delay] ?? 0)
    }
  }
  return out
}

/** Repeatable noise, -1..1 (xorshift). */
function noiseOf(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state / 2 ** 31
  }
}
