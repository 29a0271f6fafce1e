import { afterEach, describe, expect, test } from 'vitest'
import { aligned, delayByCorrelation, median, speech, stoi } from '../support/audio-measure.ts'
import { requirePart } from '../support/requirement.ts'
import { VoiceLine, type VoiceLineOptions } from '../support/voice-line.ts'

const RATE = 48_000
/** The line is given this time to learn of its loss, s. */
const SETTLE = 4
const WINDOW = 2 * RATE
const SECONDS = 14
const LIMIT_MS = 180_000

const lines: VoiceLine[] = []

afterEach(() => {
  for (const line of lines.splice(0)) line.close()
})

interface Heard {
  readonly line: VoiceLine
  readonly stoi: number
  /** From the microphone to the playback buffer, median, ms. */
  readonly delayMs: number
  /** Share of frames that had to be invented. */
  readonly concealed: number
}

function hear(said: Float32Array, options: VoiceLineOptions): Heard {
  const line = new VoiceLine(options)
  lines.push(line)
  const heard = line.speak(said)
  const delays: number[] = []
  const scores: number[] = []
  for (let at = SETTLE * RATE; at + WINDOW + RATE / 2 <= said.length; at += WINDOW) {
    const part = said.subarray(at, at + WINDOW)
    const lag = delayByCorrelation(part, heard.subarray(at, at + WINDOW + RATE / 2), 0, RATE / 2)
    delays.push(lag / 48)
    scores.push(stoi(part, aligned(heard.subarray(at), lag, WINDOW)))
  }
  const { concealed, packetsReceived, lost } = line.stats
  return {
    line,
    stoi: scores.reduce((sum, score) => sum + score, 0) / scores.length,
    delayMs: median(delays),
    concealed: concealed / (packetsReceived + lost),
  }
}

describe.skipIf(requirePart('espeak-ng'))('speech over a lossy network with 20 ms of jitter', () => {
  test.each([
    [5, 1, 0.975],
    [10, 2, 0.96],
    [20, 2, 0.93],
  ] as const)(
    'of a hundred packets %i are lost, each has up to %i earlier frames: STOI of %f and more',
    (percent, redundancy, least) => {
      const impairment = { loss: percent / 100, jitterMs: 20 }
      const result = hear(speech(SECONDS), { impairment, plan: { redundancy } })
      expect(result.line.stats.lost).toBeGreaterThan(SECONDS * percent * 0.7)
      expect(result.stoi).toBeGreaterThanOrEqual(least)
      expect(result.delayMs).toBeLessThanOrEqual(90)
      expect(result.concealed).toBeLessThan(0.02)
    },
    LIMIT_MS,
  )

  test(
    'in-band correction of 20 ms frames mends most of what stands alone',
    () => {
      const impairment = { loss: 0.1, jitterMs: 20 }
      const options = { frameMs: 20, impairment } as const
      const [without, mended] = [0, 10].map((expectedLossPercent) =>
        hear(speech(SECONDS), { ...options, plan: { frameMs: 20, expectedLossPercent } }),
      )
      expect(without?.line.stats.recoveredByFec).toBe(0)
      expect(mended?.line.stats.recoveredByFec).toBeGreaterThan(0.4 * (mended?.line.stats.lost ?? Infinity))
      expect(mended?.stoi).toBeGreaterThan((without?.stoi ?? 1) + 0.02)
      expect(mended?.delayMs).toBeLessThanOrEqual(90)
    },
    LIMIT_MS,
  )
})
