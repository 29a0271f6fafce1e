import { expect, test } from 'vitest'
import { levelOf } from '../../../../../electron/voice/capture/audio-level.ts'
import { AutomaticGain } from '../../../../../electron/voice/capture/automatic-gain.ts'
import { gainOf } from '../../../../../electron/voice/units.ts'
import { levelDb, speech } from '../../../../support/audio-measure.ts'

const FRAME = 480

/** Runs a signal through; `levels` gets the gain after each frame. */
function run(signal: Float32Array, gain = new AutomaticGain()): { out: Float32Array; gains: number[] } {
  const out = signal.slice()
  const gains: number[] = []
  for (let start = 0; start + FRAME <= out.length; start += FRAME) {
    const frame = out.subarray(start, start + FRAME)
    gain.hear(levelOf(frame), NaN, 10)
    gain.process(frame)
    gains.push(gain.gainDb)
  }
  return { out, gains }
}

/** Level of the loud frames, as the gain hears speech. */
function speechDb(samples: Float32Array): number {
  const loud: number[] = []
  for (let start = 0; start + FRAME <= samples.length; start += FRAME) {
    const frame = samples.subarray(start, start + FRAME)
    if (levelDb(frame) > -50) loud.push(...frame)
  }
  return levelDb(Float32Array.from(loud))
}

const voice = speech(12)
const atLevel = (db: number): Float32Array => {
  const gain = gainOf(db - speechDb(voice))
  return voice.map((sample) => sample * gain)
}

test.each([-32, -26, -20, -12])('speech at %i dBov comes to -20', (db) => {
  const { out } = run(atLevel(db))
  expect(Math.abs(speechDb(out.subarray(7 * 48_000)) + 20)).toBeLessThan(2.5)
})

test('it moves at most 3 dB a second, and at most 15 dB in all', () => {
  for (const db of [-45, -3]) {
    const { gains } = run(atLevel(db))
    for (let index = 1; index < gains.length; index += 1) {
      expect(Math.abs((gains[index] ?? 0) - (gains[index - 1] ?? 0))).toBeLessThanOrEqual(0.030_001)
    }
    expect(Math.max(...gains.map(Math.abs))).toBeLessThanOrEqual(15)
  }
})

test('a pause keeps the gain: the room is not lifted', () => {
  const gain = new AutomaticGain()
  run(atLevel(-30), gain)
  const before = gain.gainDb
  run(
    new Float32Array(5 * 48_000).map((_, index) => 1e-3 * Math.sin(index)),
    gain,
  )
  expect(gain.gainDb).toBe(before)
  expect(before).toBeGreaterThan(5)
})

test('frames that are no speech by the suppressor do not move it', () => {
  const gain = new AutomaticGain()
  for (let frame = 0; frame < 500; frame += 1) gain.hear(-40, 0.2, 10)
  expect(gain.gainDb).toBe(0)
})

test('nothing ever sticks out above -1 dBFS, also when a whisper becomes a shout', () => {
  const gain = new AutomaticGain()
  run(atLevel(-38), gain)
  const { out } = run(atLevel(0), gain)
  expect(out.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeLessThanOrEqual(
    gainOf(-1) + 1e-6,
  )
})
