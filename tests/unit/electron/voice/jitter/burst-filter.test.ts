import { describe, expect, test } from 'vitest'
import { BurstFilter } from '../../../../../electron/voice/jitter/burst-filter.ts'
import { JitterBuffer } from '../../../../../electron/voice/jitter/jitter-buffer.ts'
import { FLAGS, PacketHeader } from '../../../../../electron/voice/packet/header.ts'

const FRAME_MS = 10

describe('a burst', () => {
  test('holds back what is a frame less late each time, and no more', () => {
    const filter = new BurstFilter()
    filter.begin(60, 0)
    expect([50, 40, 31].map((delay, n) => filter.holds(delay, (n + 1) * FRAME_MS, FRAME_MS))).toEqual([
      ...[true, true, true],
    ])
    expect(filter.heldMs).toBe(31)
    expect(filter.holds(30, 40, FRAME_MS)).toBe(false)
    filter.end()
    expect(filter.holds(0, 50, FRAME_MS)).toBe(false)
  })

  test('is over after 120 ms of sound, and there is none where no spurt has begun', () => {
    const filter = new BurstFilter()
    expect(filter.holds(-100, 0, FRAME_MS)).toBe(false)
    filter.begin(300, 0)
    expect(filter.holds(200, 120, FRAME_MS)).toBe(true)
    expect(filter.holds(100, 130, FRAME_MS)).toBe(false)
  })
})

/** The target after a second of speech whose first packets come late by so much each, ms. */
function targetAfter(late: readonly number[], flags: number = FLAGS.spurtStart): number {
  const buffer = new JitterBuffer()
  const header = new PacketHeader()
  header.frameCode = 2
  for (let n = 0; n < 100; n += 1) {
    header.sequence = n
    header.timestamp = n * 480
    header.flags = n === 0 ? flags : 0
    buffer.insert(header, Uint8Array.of(n), n * FRAME_MS + (late[n] ?? 0))
  }
  return buffer.stats().targetDelayMs
}

test('sound from before a spurt makes nobody wait longer for the rest of it', () => {
  const preRoll = [60, 50, 40, 30, 20, 10]
  expect(targetAfter(preRoll)).toBe(15)
  expect(targetAfter(preRoll, 0)).toBeGreaterThan(25)
  // Packets that come late for their own reasons count.
  expect(targetAfter([0, 60, 60, 60, 60, 60])).toBeGreaterThan(40)
})
