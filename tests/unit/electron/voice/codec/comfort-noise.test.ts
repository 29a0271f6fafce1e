import { expect, test } from 'vitest'
import { ComfortNoise } from '../../../../../electron/voice/codec/comfort-noise.ts'
import { levelDb, steepestStep } from '../../../../support/audio-measure.ts'
import { bytesPerCall } from '../../../../support/heap.ts'
import { clicks, roomNoise } from '../../../../support/pausing-speech.ts'

const FRAME = 480

/** Learns the sound frame by frame, and goes on with it for as long. */
function imitated(sound: Float32Array): Float32Array {
  const noise = new ComfortNoise()
  for (let at = 0; at + FRAME <= sound.length; at += FRAME) {
    const frame = sound.subarray(at, at + FRAME)
    noise.learn(frame, FRAME)
    noise.follow(frame, FRAME)
  }
  const out = new Float32Array(sound.length)
  for (let at = 0; at + 120 <= out.length; at += 120) noise.fill(out.subarray(at, at + 120), 120)
  return out
}

test.each([-70, -50, -30])('goes on as loud and as dark as a room of %f dBov', (level) => {
  const room = roomNoise(48_000, level)
  const heard = imitated(room)
  expect(Math.abs(levelDb(heard) - levelDb(room))).toBeLessThan(3)
  expect(Math.abs(levelDb(clicks(heard)) - levelDb(clicks(room)))).toBeLessThan(3)
})

test('begins where the sound ended', () => {
  const hum = new Float32Array(4_800).map((_, at) => 0.01 * Math.sin((2 * Math.PI * 100 * at) / 48_000 + 1))
  const both = new Float32Array([...hum, ...imitated(hum).subarray(0, 480)])
  expect(steepestStep(both.subarray(4_790, 4_800 + 480))).toBeLessThan(10 * steepestStep(hum))
})

test('silence, and nothing at all, go on as silence', () => {
  expect(imitated(new Float32Array(4_800)).every((sample) => sample === 0)).toBe(true)
  const frame = new Float32Array(120).fill(1)
  new ComfortNoise().fill(frame, 120)
  expect(frame.every((sample) => sample === 0)).toBe(true)
})

test('what rings like a tone stays bounded', () => {
  const tone = new Float32Array(48_000).map((_, at) => 0.5 * Math.sin(at * 0.3))
  expect(levelDb(imitated(tone))).toBeLessThan(0)
})

test('allocates nothing', () => {
  const noise = new ComfortNoise()
  const frame = roomNoise(FRAME, -50)
  const out = new Float32Array(120)
  const call = (): void => {
    noise.learn(frame, FRAME)
    noise.follow(frame, FRAME)
    noise.fill(out, 120)
  }
  expect(bytesPerCall(call, 3_000)).toBeLessThan(1)
})
