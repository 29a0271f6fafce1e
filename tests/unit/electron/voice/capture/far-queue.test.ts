import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CAPTURE_CONFIG } from '../../../../../electron/voice/capture/config.ts'
import { FarQueue } from '../../../../../electron/voice/capture/far-queue.ts'
import { samplesOf } from '../../../../../electron/voice/units.ts'

/** 1, 2, 3, ... from `first` on. */
const counting = (length: number, first = 1): Float32Array =>
  Float32Array.from({ length }, (_, index) => first + index)

test('gives back what was played, in order, whatever the lengths', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 960 }), fc.boolean()), { maxLength: 60 }),
      (steps) => {
        const queue = new FarQueue()
        let [pushed, taken] = [0, 0]
        for (const [length, plays] of steps) {
          if (plays && queue.queued + length <= samplesOf(CAPTURE_CONFIG.farMostMs)) {
            queue.push(counting(length, pushed + 1))
            pushed += length
            continue
          }
          // Fewer than the watch takes to find anything needless.
          const frame = new Float32Array(Math.min(length, 48))
          const there = Math.min(frame.length, queue.queued)
          queue.take(frame)
          expect(frame.subarray(0, there)).toEqual(counting(there, taken + 1))
          expect(frame.subarray(there).every((sample) => sample === 0)).toBe(true)
          taken += there
        }
        expect(queue.queued).toBe(pushed - taken)
      },
    ),
  )
})

test('averages channels', () => {
  const queue = new FarQueue()
  queue.push(Float32Array.of(1, 3, -2, 2), 2)
  const frame = new Float32Array(2)
  queue.take(frame)
  expect([...frame]).toEqual([2, 0])
})

test('with no room the oldest gives way', () => {
  const queue = new FarQueue()
  const capacity = samplesOf(CAPTURE_CONFIG.farMostMs)
  queue.push(counting(capacity))
  queue.push(counting(480, capacity + 1))
  expect(queue.queued).toBe(capacity)
  const frame = new Float32Array(3)
  queue.take(frame)
  expect([...frame]).toEqual([481, 482, 483])
})

test('what waits needlessly goes after a while; what playing and capturing in turn needs stays', () => {
  const queue = new FarQueue()
  const frame = new Float32Array(480)
  queue.push(new Float32Array(2_400))
  for (let turn = 0; turn < 400; turn += 1) {
    queue.push(frame)
    queue.take(frame)
  }
  expect(queue.queued).toBe(0)
  // Blocks of 20 ms: 10 ms of them always wait after the first of two frames.
  for (let turn = 0; turn < 400; turn += 1) {
    queue.push(new Float32Array(960))
    queue.take(frame)
    expect(queue.queued).toBe(480)
    queue.take(frame)
  }
  expect(queue.queued).toBe(0)
})

test('forgets', () => {
  const queue = new FarQueue()
  queue.push(counting(10))
  queue.clear()
  const frame = new Float32Array(1)
  queue.take(frame)
  expect([queue.queued, frame[0]]).toEqual([0, 0])
})
