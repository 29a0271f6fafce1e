import { expect, test } from 'vitest'
import { FrameGatherer } from '../../../../../electron/voice/pipeline/frame-gatherer.ts'

const block = (value: number) => new Float32Array(480).fill(value)

test('blocks make a frame, with the time of the first and the level of the loudest', () => {
  const gatherer = new FrameGatherer(20)
  expect(gatherer.add(block(1), 960, -40)).toBe(false)
  expect(gatherer.add(block(2), 1_440, -30)).toBe(true)
  expect([gatherer.frame.length, gatherer.frame[479], gatherer.frame[480]]).toEqual([960, 1, 2])
  expect([gatherer.timestamp, gatherer.levelDb, gatherer.isEmpty]).toEqual([960, -30, true])
  gatherer.add(block(3), 1_920, -50)
  expect([gatherer.timestamp, gatherer.levelDb]).toEqual([1_920, -50])
})

test('the length changes between frames only', () => {
  const gatherer = new FrameGatherer(20)
  gatherer.add(block(1), 0, 0)
  gatherer.setLength(10)
  expect(gatherer.frame.length).toBe(960)
  gatherer.add(block(1), 480, 0)
  gatherer.setLength(10)
  expect(gatherer.add(block(4), 960, 0)).toBe(true)
  expect(gatherer.frame.length).toBe(480)
})

test('silence takes the place of what was gathered, with its time', () => {
  const gatherer = new FrameGatherer(20)
  gatherer.add(block(1), 480, -10)
  gatherer.silence(960)
  expect(gatherer.frame.every((sample) => sample === 0)).toBe(true)
  expect([gatherer.timestamp, gatherer.levelDb, gatherer.isEmpty]).toEqual([480, -127, true])
  gatherer.silence(1_440)
  expect(gatherer.timestamp).toBe(1_440)
})
