import { describe, expect, test } from 'vitest'
import { CopyWait } from '../../../../../electron/voice/jitter/copy-wait.ts'

/** Bursts of losses, one a second, whose last two frames come back as copies. */
class Losses {
  readonly wait = new CopyWait()
  readonly seen: number[] = []
  nowMs = 0

  bursts(count: number, frames: number): number[] {
    this.seen.length = 0
    for (let burst = 0; burst < count; burst += 1) {
      this.nowMs += 1_000
      for (let frame = frames; frame >= 1; frame -= 1) {
        this.wait.noteLoss()
        if (frame > 2) continue
        this.wait.noteMended()
        this.wait.noteCopy(frame, this.nowMs)
      }
      this.wait.forget(this.nowMs)
      this.seen.push(this.wait.frames)
    }
    return this.seen
  }
}

describe('frames waited for', () => {
  test('none while no copy was needed', () => {
    expect(new CopyWait().frames).toBe(0)
  })

  test('as old as the copies that are needed, once a few losses have told', () => {
    expect(new Losses().bursts(20, 1)).toEqual([
      ...new Array<number>(5).fill(0),
      ...new Array<number>(15).fill(1),
    ])
    expect(new Losses().bursts(20, 2)).toEqual([0, 0, ...new Array<number>(18).fill(2)])
  })

  test('none where copies bring back the ends of long bursts alone, and again when they bring back most', () => {
    const losses = new Losses()
    expect(losses.bursts(20, 6)).toEqual(new Array(20).fill(0))
    const seen = losses.bursts(40, 1)
    expect(seen[5]).toBe(0)
    expect(seen[39]).toBe(1)
    expect(seen).toEqual(seen.toSorted())
  })

  test('none any more when no copy has been needed for eight seconds', () => {
    const losses = new Losses()
    losses.bursts(6, 1)
    const { wait, nowMs } = losses
    wait.noteCopy(2, nowMs)
    wait.noteCopy(1, nowMs + 4_000)
    const after = (ms: number) => {
      wait.forget(nowMs + ms)
      return wait.frames
    }
    expect([7_999, 8_001, 11_999, 12_001].map(after)).toEqual([2, 1, 1, 0])
  })

  test('a copy of a frame that was not lost proves nothing', () => {
    const losses = new Losses()
    for (let copy = 0; copy < 100; copy += 1) losses.wait.noteMended()
    expect(losses.bursts(20, 6).at(-1)).toBe(0)
  })
})
