import { afterEach, describe, expect, test } from 'vitest'
import { aligned, delayByCorrelation, levelDb, stoi } from '../support/audio-measure.ts'
import { clicks, pausingSpeech, roomNoise } from '../support/pausing-speech.ts'
import { requirePart } from '../support/requirement.ts'
import { VoiceLine, type VoiceLineOptions } from '../support/voice-line.ts'

const RATE = 48_000
const SECONDS = 20
const SPEAK_S = 2
const PAUSE_S = 3
/** Levels are those of stretches of this length: two descriptions of the noise, and what lies between. */
const STRETCH = RATE / 2
const ROOM_DB = -52
const LIMIT_MS = 120_000

const lines: VoiceLine[] = []
afterEach(() => {
  for (const line of lines.splice(0)) line.close()
})

const { samples, speaks } = pausingSpeech(SECONDS, SPEAK_S, PAUSE_S)
const room = roomNoise(samples.length, ROOM_DB)
const inRoom = samples.map((sample, at) => sample + (room[at] ?? 0))

interface Run {
  readonly line: VoiceLine
  readonly heard: Float32Array
  /** By which what is heard lags, samples. */
  readonly lag: number
  readonly bytes: number
  readonly pauseBytes: number
}

function run(said: Float32Array, dtx: boolean, options: VoiceLineOptions = {}): Run {
  const line = new VoiceLine({ ...options, plan: { ...options.plan, dtx } })
  lines.push(line)
  const heard = line.speak(said)
  const lag = delayByCorrelation(said.subarray(0, SPEAK_S * RATE), heard, 0, RATE / 4)
  const sum = (wanted: (at: number) => boolean): number =>
    line.sentBytes.reduce((bytes, one, ms) => bytes + (wanted(Math.max(0, ms - 1) * 48) ? one : 0), 0)
  return { line, heard, lag, bytes: sum(() => true), pauseBytes: sum((at) => !speaks(at)) }
}

/** Where the pauses begin, samples, but the first, by which the noise has to be known. */
const pauses = Array.from({ length: SECONDS / (SPEAK_S + PAUSE_S) }, (_, turn) =>
  Math.round((turn * (SPEAK_S + PAUSE_S) + SPEAK_S) * RATE),
)

function scoreOf({ heard, lag }: Run, said: Float32Array): number {
  const scores = pauses.map((end) => {
    const start = end - SPEAK_S * RATE
    const part = said.subarray(start, end)
    return stoi(part, aligned(heard.subarray(start), lag, part.length))
  })
  return scores.reduce((total, score) => total + score, 0) / scores.length
}

describe.skipIf(requirePart('espeak-ng'))('pauses of speech, three seconds in five, left out', () => {
  test.each([
    ['10 ms, in silence', samples, 10, 0],
    ['10 ms, in a room', inRoom, 10, 0],
    ['20 ms, in a room', inRoom, 20, 0],
    ['10 ms with two copies, in a room', inRoom, 10, 2],
  ] as const)(
    '%s: most of their bytes are saved, and speech sounds as before',
    (name, said, frameMs, redundancy) => {
      const options: VoiceLineOptions = { frameMs, plan: { frameMs, redundancy } }
      const [whole, spared] = [run(said, false, options), run(said, true, options)]
      const score = scoreOf(spared, said) / scoreOf(whole, said)
      const share = (part: number, all: number): string => `${((100 * part) / all).toFixed(1)} %`
      process.stdout.write(
        `${name}: ${share(whole.pauseBytes - spared.pauseBytes, whole.pauseBytes)} of the bytes of pauses saved, ` +
          `${share(whole.bytes - spared.bytes, whole.bytes)} of all; STOI ${score.toFixed(4)} of that without\n`,
      )
      expect(spared.pauseBytes).toBeLessThan(0.3 * whole.pauseBytes)
      expect(score).toBeGreaterThanOrEqual(0.98)
      expect(whole.line.stats.comfortNoise).toBe(0)
      expect(spared.line.stats.comfortNoise).toBeGreaterThan(
        (0.8 * pauses.length * PAUSE_S * 1_000) / frameMs,
      )
      for (const { line } of [whole, spared]) {
        expect(line.stats).toMatchObject({ lost: 0, late: 0, concealed: 0, duplicate: 0 })
        expect(line.refused).toEqual([])
      }
    },
    LIMIT_MS,
  )

  test.each([10, 20] as const)(
    'the room sounds on in them, without a click, frames of %i ms',
    (frameMs) => {
      const options: VoiceLineOptions = { frameMs, plan: { frameMs } }
      const [whole, spared] = [run(inRoom, false, options), run(inRoom, true, options)]
      for (const pause of pauses) {
        for (let at = pause + RATE / 5; at + STRETCH < pause + PAUSE_S * RATE; at += STRETCH) {
          const stretch = spared.heard.subarray(at, at + STRETCH)
          expect(Math.abs(levelDb(stretch) - ROOM_DB)).toBeLessThan(6)
          const steepest = Math.max(...clicks(stretch).map(Math.abs))
          const usual = Math.max(...clicks(whole.heard.subarray(at, at + STRETCH)).map(Math.abs))
          expect(steepest).toBeLessThan(2 * usual)
        }
      }
    },
    LIMIT_MS,
  )

  test(
    'what the network loses is counted, and no more',
    () => {
      const { line } = run(inRoom, true, {
        impairment: { loss: 0.05, jitterMs: 20 },
        plan: { redundancy: 1 },
      })
      const { lost, concealed, packetsReceived, comfortNoise } = line.stats
      expect(lost / (lost + packetsReceived)).toBeLessThan(0.08)
      expect(lost / (lost + packetsReceived)).toBeGreaterThan(0.02)
      expect(concealed).toBeLessThan(0.02 * packetsReceived)
      expect(comfortNoise).toBeGreaterThan(0.8 * pauses.length * PAUSE_S * 100)
    },
    LIMIT_MS,
  )
})
