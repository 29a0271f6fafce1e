import { describe, expect, it } from 'vitest'
import { LoudnessMatch } from '../../../../../electron/voice/mix/loudness-match.ts'
import { LoudnessMeter } from '../../../../../electron/voice/mix/loudness.ts'
import { SpeechLoudness } from '../../../../../electron/voice/mix/speech-loudness.ts'
import { gainOf, SAMPLE_RATE } from '../../../../../electron/voice/units.ts'
import { seededRandom } from '../../../../support/seeded-random.ts'
import { speech } from '../../../../support/speech.ts'

const FRAME = 480
/** Levels as recorded, LUFS from both loudspeakers: 24 dB from the most timid to the loudest. */
const LEVELS = [-36, -32.5, -29, -25.5, -22, -18.5, -15, -12]
const TALK = speech(30)
const OTHER_TALK = speech(30, 'en+f2')

function frames(signal: Float32Array, take: (frame: Float32Array) => void): void {
  for (let from = 0; from + FRAME <= signal.length; from += FRAME) take(signal.subarray(from, from + FRAME))
}

/** Loudness of the speech in a signal. */
function speechLoudnessOf(signal: Float32Array): number {
  const loudness = new SpeechLoudness()
  frames(signal, (frame) => {
    loudness.observe(frame)
  })
  return loudness.lufs
}

function at(lufs: number, signal: Float32Array): Float32Array {
  const gain = gainOf(lufs - speechLoudnessOf(signal))
  return signal.map((sample) => sample * gain)
}

/** Gains over time, one per frame. */
function gainsOf(signal: Float32Array, match = new LoudnessMatch()): number[] {
  const gains: number[] = []
  frames(signal, (frame) => {
    match.observe(frame)
    gains.push(match.gainDb)
  })
  return gains
}

function steepest(gains: readonly number[]): number {
  const perSecond = SAMPLE_RATE / FRAME
  return Math.max(...gains.slice(perSecond).map((gain, index) => Math.abs(gain - (gains[index] ?? 0))))
}

describe('loudness matching', () => {
  it('brings eight speakers recorded 24 dB apart within 3 LU after 10 s of speech', () => {
    const heard = LEVELS.map((lufs, index) => {
      const talk = index % 2 === 0 ? TALK : OTHER_TALK
      const from = index * SAMPLE_RATE
      const signal = at(lufs, talk.subarray(from, from + 20 * SAMPLE_RATE))
      const match = new LoudnessMatch()
      const meter = new SpeechLoudness()
      let time = 0
      frames(signal, (frame) => {
        match.observe(frame)
        const gain = gainOf(match.gainDb)
        time += FRAME
        if (time >= 10 * SAMPLE_RATE) meter.observe(frame.map((sample) => sample * gain))
      })
      return meter.lufs
    })
    expect(Math.max(...heard) - Math.min(...heard)).toBeLessThan(3)
  })

  it('never moves faster than 3 dB a second, nor beyond 12 dB', () => {
    for (const lufs of [-60, -38, -14, 0]) {
      const gains = gainsOf(at(lufs, TALK.subarray(0, 12 * SAMPLE_RATE)))
      expect(steepest(gains)).toBeLessThan(3.01)
      expect(Math.max(...gains.map(Math.abs))).toBeLessThanOrEqual(12)
    }
  })

  it('does not pump: once settled, speech and pauses leave the gain where it is', () => {
    const talk = at(-32, TALK.subarray(0, 10 * SAMPLE_RATE))
    const match = new LoudnessMatch()
    gainsOf(talk, match)
    const rest = Array.from({ length: 4 }, () => [
      ...gainsOf(new Float32Array(2 * SAMPLE_RATE), match),
      ...gainsOf(talk.subarray(0, 4 * SAMPLE_RATE), match),
    ]).flat()
    expect(Math.max(...rest) - Math.min(...rest)).toBeLessThan(2)
  })

  it('leaves the noise of a room alone', () => {
    const random = seededRandom(1)
    const noise = new Float32Array(30 * SAMPLE_RATE).map(() => 0.02 * (random.fraction() - 0.5))
    const meter = new LoudnessMeter()
    meter.observe(noise.subarray(0, 3 * SAMPLE_RATE))
    expect(meter.shortTerm()).toBeGreaterThan(-50)
    expect(Math.max(...gainsOf(noise).map(Math.abs))).toBe(0)
  })

  it('keeps its gain when noise follows speech', () => {
    const random = seededRandom(2)
    const match = new LoudnessMatch()
    const settled = gainsOf(at(-26, TALK.subarray(0, 12 * SAMPLE_RATE)), match).at(-1) ?? 0
    const noise = new Float32Array(60 * SAMPLE_RATE).map(() => 0.02 * (random.fraction() - 0.5))
    expect(Math.abs((gainsOf(noise, match).at(-1) ?? 0) - settled)).toBeLessThan(1)
  })

  it('follows a speaker who moves away from the microphone', () => {
    const match = new LoudnessMatch()
    gainsOf(at(-20, TALK.subarray(0, 12 * SAMPLE_RATE)), match)
    const gains = gainsOf(at(-32, TALK), match)
    expect(Math.abs((gains.at(-1) ?? 0) - 9)).toBeLessThan(2)
  })
})
