import { expect, test } from 'vitest'
import { TestTone } from '../../../../../electron/voice/playback/test-tone.ts'
import { levelDb, steepestStep } from '../../../../support/audio-measure.ts'

function played(tone: TestTone): Float32Array[] {
  const channels: number[][] = [[], []]
  while (tone.isOn) {
    const block = new Float32Array(2 * 120)
    tone.addTo(block, 2)
    block.forEach((sample, index) => channels[index % 2]?.push(sample))
  }
  return channels.map((samples) => Float32Array.from(samples))
}

test('is two notes of 0.4 s at -20 dBFS on both channels, without a click', () => {
  const tone = new TestTone()
  expect(tone.isOn).toBe(false)
  tone.start()
  const [left = new Float32Array(), right] = played(tone)
  expect(left).toEqual(right)
  expect(left.length).toBe(0.8 * 48_000)
  expect(levelDb(left.subarray(4_800, 14_400))).toBeCloseTo(-20, 1)
  expect(levelDb(left.subarray(24_000, 33_600))).toBeCloseTo(-20, 1)
  // No step is larger than the higher note's own.
  expect(steepestStep(left)).toBeLessThan(0.1 * Math.SQRT2 * ((2 * Math.PI * 784) / 48_000))
})

test('is added to what there is, within full scale, and can be played again', () => {
  const tone = new TestTone()
  for (let time = 0; time < 2; time += 1) {
    tone.start()
    const block = new Float32Array(2 * 48_000).fill(0.95)
    tone.addTo(block, 2)
    expect(Math.max(...block)).toBe(1)
    expect(block.at(-1)).toBeCloseTo(0.95)
    expect(tone.isOn).toBe(false)
  }
})
