import { expect, test } from 'vitest'
import { Mixer } from '../../../../../electron/voice/mix/mixer.ts'
import { bytesPerCall } from '../../../../support/heap.ts'

const close = (block: Float32Array) => [...block].map((sample) => Math.round(sample * 1e6) / 1e6)

test('sums speakers with their gains', () => {
  const mixer = new Mixer()
  const block = new Float32Array(3).fill(9)
  mixer.begin(block)
  mixer.add(block, Float32Array.of(0.1, 0.2, -0.1), 1)
  mixer.add(block, Float32Array.of(0.3, -0.4, 0.2), 0.5)
  mixer.finish(block)
  expect(close(block)).toEqual([0.25, 0, 0])
})

test('two channels have gains of their own', () => {
  const mixer = new Mixer(2)
  const block = new Float32Array(4)
  mixer.begin(block)
  mixer.add(block, Float32Array.of(0.2, -0.4), 1, 0.5)
  mixer.finish(block)
  expect(close(block)).toEqual([0.2, 0.1, -0.4, -0.2])
})

test('one speaker who sends no numbers does not spoil the others', () => {
  const mixer = new Mixer()
  const block = new Float32Array(4)
  mixer.begin(block)
  mixer.add(block, Float32Array.of(0.5, 0.5, 0.5, 0.5), 1)
  mixer.add(block, Float32Array.of(Number.NaN, Infinity, -Infinity, 1e-42), 1)
  mixer.finish(block)
  expect(close(block)).toEqual([0.5, 0.5, 0.5, 0.5])
})

test.each([Number.NaN, -1, -Infinity])('a gain of %d is silence', (gain) => {
  const mixer = new Mixer()
  const block = new Float32Array(1)
  mixer.begin(block)
  mixer.add(block, Float32Array.of(0.5), gain)
  mixer.finish(block)
  expect(block[0]).toBe(0)
})

test('64 speakers at full scale stay below the ceiling', () => {
  const mixer = new Mixer()
  const block = new Float32Array(480)
  const loud = new Float32Array(480).fill(1)
  for (let turn = 0; turn < 3; turn += 1) {
    mixer.begin(block)
    for (let speaker = 0; speaker < 64; speaker += 1) mixer.add(block, loud, Infinity)
    mixer.finish(block)
    expect(Math.max(...block)).toBeLessThanOrEqual(0.8913)
    expect(Math.min(...block)).toBeGreaterThan(0)
  }
})

test('a frame shorter than the block fills its beginning', () => {
  const mixer = new Mixer()
  const block = new Float32Array(3)
  mixer.begin(block)
  mixer.add(block, Float32Array.of(0.5), 1)
  mixer.finish(block)
  expect([...block]).toEqual([0.5, 0, 0])
})

test('mixing allocates nothing', () => {
  const mixer = new Mixer()
  const block = new Float32Array(480)
  const frame = new Float32Array(480).fill(0.7)
  const turn = () => {
    mixer.begin(block)
    for (let speaker = 0; speaker < 3; speaker += 1) mixer.add(block, frame, 0.9)
    mixer.finish(block)
  }
  expect(bytesPerCall(turn, 5_000)).toBeLessThan(16)
})
