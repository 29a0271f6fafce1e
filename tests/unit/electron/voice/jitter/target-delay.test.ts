import { describe, expect, test } from 'vitest'
import { TargetDelay } from '../../../../../electron/voice/jitter/target-delay.ts'
import { bytesPerCall } from '../../../../support/heap.ts'
import { seededRandom } from '../../../../support/seeded-random.ts'

/** Feeds 10 ms frames with a delay per frame; the time goes on between calls. */
class Feed {
  readonly target = new TargetDelay()
  nowMs = 0

  frames(count: number, delayOf: (frame: number) => number): this {
    for (let frame = 0; frame < count; frame += 1) {
      this.nowMs += 10
      this.target.observe(delayOf(frame), 10, this.nowMs)
    }
    return this
  }

  get ms(): number {
    return this.target.ms(10)
  }
}

test('is the least delay, and at least one frame, before anything is known', () => {
  const target = new TargetDelay()
  expect([2.5, 10, 20, 60].map((ms) => target.ms(ms))).toEqual([15, 15, 20, 60])
})

test('waits less for who is near, whatever the frames, and follows their delays all the same', () => {
  const target = new TargetDelay({ near: true })
  expect([2.5, 10, 60].map((ms) => target.ms(ms))).toEqual([2, 2, 2])
  for (let frame = 1; frame <= 500; frame += 1) target.observe(frame % 10 === 0 ? 30 : 0, 10, frame * 10)
  expect(target.ms(10)).toBeGreaterThan(30)
})

describe('what the delays do to it', () => {
  test('small jitter: nothing', () => {
    const random = seededRandom(1)
    expect(new Feed().frames(1_000, () => 500 + 8 * random.fraction()).ms).toBe(15)
  })

  test('a single late packet: nothing; a run of them: up at once, down within ten seconds', () => {
    const feed = new Feed().frames(500, () => 0)
    expect(feed.frames(1, () => 100).ms).toBe(15)
    expect(feed.frames(10, () => 100).ms).toBeGreaterThan(100)
    expect(feed.frames(50, () => 0).ms).toBeGreaterThan(100)
    expect(feed.frames(950, () => 0).ms).toBe(15)
  })

  test('a longer path counts as jitter until the floor has followed', () => {
    const feed = new Feed().frames(1_000, () => 0).frames(200, () => 40)
    expect(feed.ms).toBeGreaterThanOrEqual(42)
    expect(feed.frames(1_000, () => 40).ms).toBe(15)
  })

  test('a shorter path, a clock that jumps, a pause in which the clocks drifted apart: nothing', () => {
    expect(
      new Feed()
        .frames(500, () => 60)
        .frames(500, () => 0)
        .target.above(0),
    ).toBe(0)
    expect(new Feed().frames(500, () => 0).frames(5, () => -9_000).ms).toBe(15)
    const feed = new Feed().frames(500, () => 0)
    feed.nowMs += 60_000
    expect(feed.frames(5, () => 12).ms).toBe(15)
  })

  test('never beyond its cap, nor what a ring of short frames holds', () => {
    const random = seededRandom(2)
    const feed = new Feed().frames(3_000, () => 5_000 * random.fraction())
    expect(feed.ms).toBe(300)
    expect(feed.target.ms(2.5)).toBe(120)
  })

  test('drift of 200 ppm for an hour: nothing', () => {
    for (const slope of [0.002, -0.002]) {
      expect(new Feed().frames(360_000, (frame) => slope * frame).ms).toBe(15)
    }
  })
})

test('allocates nothing', () => {
  const feed = new Feed()
  const turn = (): void => {
    feed.nowMs += 10
    feed.target.observe((feed.nowMs * 7) % 30, 10, feed.nowMs)
  }
  expect(bytesPerCall(turn, 20_000)).toBeLessThan(2)
})
