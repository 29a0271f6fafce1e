import { expect, test } from 'vitest'
import { ClipGenerator } from '../../../../../electron/voice/capture/generators.ts'
import { PacedSource } from '../../../../../electron/voice/capture/paced-source.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'

const clip = Float32Array.from({ length: 1_000 }, (_, i) => i)

test('a frame can be read when its last sample has been spoken, and not before', () => {
  const clock = new FakeClock(500)
  const source = new PacedSource(new ClipGenerator(clip, false), clock)
  const frame = new Float32Array(480)
  clock.advance(1_000)
  expect([source.available(), source.dueMs(480), source.startedNs()]).toEqual([0, Infinity, undefined])
  source.start()
  expect(source.dueMs(480)).toBe(1_510)
  clock.advance(9.9)
  expect(source.read(frame)).toBe(false)
  clock.advance(0.1)
  expect(source.read(frame)).toBe(true)
  expect([frame[0], frame[479]]).toEqual([0, 479])
  expect(source.startedNs()).toBe(1_500_000_000n)
})

test('what is read late is not lost, and the end is known when it was read', () => {
  const clock = new FakeClock()
  const source = new PacedSource(new ClipGenerator(clip, false), clock)
  const frame = new Float32Array(480)
  source.start()
  clock.advance(1_000)
  expect([source.read(frame), source.read(frame), source.ended()]).toEqual([true, true, false])
  expect(source.read(frame)).toBe(true)
  expect([frame[0], frame[39], frame[40]]).toEqual([960, 999, 0])
  expect([source.ended(), source.read(frame), source.available(), source.dueMs(480)]).toEqual([
    true,
    false,
    0,
    Infinity,
  ])
})
