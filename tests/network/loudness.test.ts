import { describe, expect, test } from 'vitest'
import { Listening, BLOCK_MS } from '../support/listening.ts'
import { integratedLoudness, shortTermLoudness } from '../support/loudness-meter.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { speech } from '../support/speech.ts'

const RATE = 48_000
/** Eight people: voices of men, women and other machines, as far apart as microphones are. */
const VOICES = ['en', 'en+f2', 'en+m3', 'en-us', 'en+f4', 'en+m7', 'fr', 'en-gb-scotland+f1']
/** Levels as recorded, LUFS from both loudspeakers: 24 dB apart. */
const LEVELS = [-35, -12, -31.5, -15.5, -28, -18.5, -11, -24]
const SETTLE_S = 12
const TURN_S = 5

const inBoth = (signal: Float32Array): number => integratedLoudness([signal, signal])

const talks = VOICES.map((voice, index) => {
  const talk = speech(SETTLE_S + TURN_S, voice)
  const gain = 10 ** (((LEVELS[index] ?? 0) - inBoth(talk)) / 20)
  return talk.map((sample) => sample * gain)
})

/** Applied gains of all speakers, dB, a list each block. */
function recordGains(listening: Listening): number[][] {
  const gains: number[][] = []
  const { receiver } = listening
  const render = receiver.render.bind(receiver)
  receiver.render = (block, nowMs) => {
    render(block, nowMs)
    gains.push(receiver.speakers.map(({ strip }) => strip.matchDb))
  }
  return gains
}

/** The greatest change of any speaker's gain within a second, dB. */
function steepest(gains: readonly (readonly number[])[]): number {
  const blocks = 1_000 / BLOCK_MS
  let most = 0
  for (const [index, now] of gains.slice(blocks).entries()) {
    for (const [speaker, gain] of now.entries())
      most = Math.max(most, Math.abs(gain - (gains[index]?.[speaker] ?? 0)))
  }
  return most
}

/** Each speaks alone for a while, one after the other; the loudness of each, LUFS. */
function inTurn(listening: Listening): { lufs: number[]; shortTerm: number[] } {
  const heard = talks.map((talk, index) => {
    const signals = talks.map((_, other) =>
      other === index ? talk.subarray(SETTLE_S * RATE) : new Float32Array(0),
    )
    const { left, right } = listening.run(signals, TURN_S * 1_000)
    return [left, right]
  })
  return {
    lufs: heard.map(integratedLoudness),
    // The loudest three seconds of each turn: EBU short-term.
    shortTerm: heard.map((channels) => Math.max(...shortTermLoudness(channels))),
  }
}

const spreadOf = (values: readonly number[]): number => Math.max(...values) - Math.min(...values)

describe('eight speakers recorded 24 dB apart', () => {
  test('come out within 3 LU of each other after 10 s of speech, without pumping', () => {
    expect(spreadOf(talks.map(inBoth))).toBeCloseTo(24, 1)
    const listening = new Listening(8, { matching: true })
    const gains = recordGains(listening)
    listening.run(talks, SETTLE_S * 1_000)
    const { lufs, shortTerm } = inTurn(listening)
    listening.close()
    const text = [spreadOf(lufs), spreadOf(shortTerm), steepest(gains)].map((value) => value.toFixed(2))
    process.stderr.write(
      `eight speakers 24 dB apart: integrated within ${text[0] ?? ''} LU, short-term within ${text[1] ?? ''} LU, ` +
        `gain moved at most ${text[2] ?? ''} dB in a second; ${lufs.map((value) => value.toFixed(1)).join(' ')} LUFS\n`,
    )
    expect(spreadOf(lufs)).toBeLessThanOrEqual(3)
    expect(spreadOf(shortTerm)).toBeLessThanOrEqual(3)
    expect(steepest(gains)).toBeLessThanOrEqual(3.01)
  })

  test('are still 20 dB apart where matching is off: the measure sees it', () => {
    const listening = new Listening(8)
    const { lufs } = inTurn(listening)
    listening.close()
    expect(spreadOf(lufs)).toBeGreaterThan(20)
  })
})

test('a microphone that sends only the noise of its room is not made louder', () => {
  const random = seededRandom(3)
  const noise = new Float32Array(15 * RATE).map(() => 0.006 * (random.fraction() - 0.5))
  const listening = new Listening(1, { matching: true })
  const gains = recordGains(listening)
  const { left, right } = listening.run([noise], 15_000)
  listening.close()
  expect(Math.max(...gains.flat())).toBe(0)
  expect(integratedLoudness([left, right])).toBeLessThanOrEqual(inBoth(noise))
})
