import { seededRandom } from './seeded-random.ts'
import { speech } from './speech.ts'

const RATE = 48_000

/** Speech for `speakS`, then nothing for `pauseS`, over and over; each part with its samples. */
export function pausingSpeech(
  seconds: number,
  speakS: number,
  pauseS: number,
): { samples: Float32Array; speaks: (at: number) => boolean } {
  const speaks = (at: number): boolean => at % ((speakS + pauseS) * RATE) < speakS * RATE
  const source = speech(seconds)
  let next = 0
  const samples = new Float32Array(seconds * RATE).map((_, at) => (speaks(at) ? (source[next++] ?? 0) : 0))
  return { samples, speaks }
}

/** The noise of a room: mostly low, by a filter of one pole at about 500 Hz; of this level, dBov. */
export function roomNoise(length: number, levelDb: number): Float32Array {
  const random = seededRandom(5)
  const pole = 0.94
  const gain = 10 ** (levelDb / 20) * Math.sqrt((1 - pole * pole) * 3)
  let last = 0
  return new Float32Array(length).map(() => {
    last = pole * last + gain * (2 * random.fraction() - 1)
    return last
  })
}

/** What lies above about 4 kHz, where a click shows and a room is quiet: two differences in a row. */
export function clicks(samples: Float32Array): Float32Array {
  return samples.map((sample, at) => sample - 2 * (samples[at - 1] ?? sample) + (samples[at - 2] ?? sample))
}
