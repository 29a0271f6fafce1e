import { expect, test } from 'vitest'
import { nullStore, PacedSink } from '../../../../../electron/voice/playback/paced-sink.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'

test('a block is wanted when the time of its first sample has come', () => {
  const clock = new FakeClock(100)
  const sink = new PacedSink(nullStore, clock)
  const block = new Float32Array(2 * 480)
  expect([sink.wants(), sink.dueMs()]).toEqual([false, Infinity])
  sink.start()
  expect([sink.wants(), sink.dueMs(), sink.startedNs()]).toEqual([true, 100, 100_000_000n])
  sink.write(block)
  expect([sink.wants(), sink.dueMs(), sink.queued()]).toEqual([false, 110, 480])
  clock.advance(9.9)
  expect(sink.wants()).toBe(false)
  clock.advance(0.1)
  expect([sink.wants(), sink.queued()]).toEqual([true, 0])
})

test('after a pause the missing blocks are wanted at once', () => {
  const clock = new FakeClock()
  const written: number[] = []
  const sink = new PacedSink({ append: (frame) => written.push(frame.length), close() {} }, clock)
  sink.start()
  clock.advance(55)
  while (sink.wants()) sink.write(new Float32Array(2 * 480))
  expect(written).toEqual([960, 960, 960, 960, 960, 960])
  expect(sink.dueMs()).toBe(60)
})
