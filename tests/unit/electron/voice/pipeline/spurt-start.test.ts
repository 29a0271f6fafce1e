import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  aligned,
  delayByCorrelation,
  levelDb,
  median,
  readWav,
  speech,
  writeWav,
} from '../../../../support/audio-measure.ts'
import { OfflineCall } from '../../../../support/offline-call.ts'
import { PacketGuest } from '../../../../support/packet-guest.ts'
import { requirePart } from '../../../../support/requirement.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

/**
 * Whole calls of somebody who speaks in phrases, of which speech alone is sent: each begins with 60 ms of sound from
 * before the gate opened, which cannot be played in time. Real engines, router and codec; the time is the test's.
 */
const RATE = 48_000
const PHRASES = 4
const PAUSE_S = 1.5
const PHRASE_S = 2.5
const PERIOD = (PAUSE_S + PHRASE_S) * RATE
/** Where delay is measured, s from the first sound of a phrase, and over how long. */
const PLACES_S = [0, 0.2, 0.4, 0.6, 0.8, 1]
const WINDOW_S = 0.2
const MOST_LAG_S = 0.12
/** Where a phrase begins: louder than a consonant fades in. */
const ONSET = 2e-3

let folder = ''
let remove: () => Promise<void>
beforeAll(async () => {
  ;({ folder, remove } = await temporaryFolder())
})
afterAll(() => remove())

const startOf = (phrase: number): number => phrase * PERIOD + PAUSE_S * RATE

function phrases(): Float32Array {
  const said = new Float32Array(PHRASES * PERIOD + RATE / 2)
  const spoken = speech(PHRASES * 4)
  for (let phrase = 0; phrase < PHRASES; phrase += 1) {
    const from = spoken.findIndex((sample, at) => at > phrase * 4 * RATE && Math.abs(sample) > ONSET)
    said.set(spoken.subarray(from, from + PHRASE_S * RATE), startOf(phrase))
  }
  return said
}

function heardOf(said: Float32Array, mode: 'vad' | 'continuous'): Float32Array {
  const [input, output] = [join(folder, 'said.wav'), join(folder, 'heard.wav')]
  writeWav(input, said)
  const call = new OfflineCall()
  const here = call.add(new PacketGuest(1, 1), { mode, capture: { kind: 'wav', file: input, loop: false } })
  const there = call.add(new PacketGuest(2, 1), { playback: { kind: 'wav', file: output }, matching: false })
  here.connect([there])
  there.connect([here])
  call.run((said.length / RATE) * 1000)
  here.stop()
  expect(there.stop().stats).toMatchObject({ lost: 0, late: 0, concealed: 0 })
  return readWav(output).samples
}

/** How much later a part of a phrase is heard, ms. */
function delayMs(said: Float32Array, heard: Float32Array, from: number): number {
  const length = WINDOW_S * RATE
  const most = MOST_LAG_S * RATE
  const part = heard.subarray(from, from + length + most)
  return delayByCorrelation(said.subarray(from, from + length), part, 0, most) / (RATE / 1000)
}

/** The middle of all phrases, at each of the places, ms. */
function delaysMs(said: Float32Array, heard: Float32Array): number[] {
  return PLACES_S.map((place) => {
    const each = Array.from({ length: PHRASES }, (_, phrase) => startOf(phrase) + place * RATE)
    return median(each.map((from) => delayMs(said, heard, from)))
  })
}

describe.skipIf(requirePart('espeak-ng'))('where speech alone is sent', () => {
  test(
    'a phrase is heard from its first sound on, and soon no later than without a gate',
    { timeout: 60_000 },
    () => {
      const said = phrases()
      const [all, gated] = [heardOf(said, 'continuous'), heardOf(said, 'vad')]
      const [usual, later] = [delaysMs(said, all), delaysMs(said, gated)]
      const told = `without a gate ${usual.join(' ')} ms, with one ${later.join(' ')} ms`
      // At first what came before it makes it late, by less than that is long.
      expect(later[0], told).toBeLessThan((usual[0] ?? NaN) + 45)
      expect(later[5], told).toBeLessThan((usual[5] ?? NaN) + 5)
      for (let phrase = 0; phrase < PHRASES; phrase += 1) {
        const from = startOf(phrase)
        const first = delayMs(said, gated, from)
        const [spoken, heard] = [
          said.subarray(from, from + 0.06 * RATE),
          aligned(gated, from + first * 48, 0.06 * RATE),
        ]
        expect(levelDb(heard), `phrase ${String(phrase)}`).toBeGreaterThan(levelDb(spoken) - 2)
        // The first phrase knows nothing of the path yet, and is where it was worst.
        if (phrase === 0) expect(delayMs(said, gated, from + RATE), told).toBeLessThan((usual[5] ?? NaN) + 5)
      }
    },
  )
})
