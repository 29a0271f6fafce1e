import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { JitterBuffer } from '../../../../../electron/voice/jitter/jitter-buffer.ts'
import type { FrameSource } from '../../../../../electron/voice/jitter/jitter-stats.ts'
import { FLAGS, PacketHeader } from '../../../../../electron/voice/packet/header.ts'
import { RedundantBlocks } from '../../../../../electron/voice/packet/redundancy.ts'
import { bytesPerCall } from '../../../../support/heap.ts'
import { WRAP_POINTS } from '../../../../support/wrap-points.ts'

const FRAME_MS = 10
const SAMPLES = 480

/** A sender, a network of given arrival times, and a player that asks every 10 ms and stretches nothing itself. */
class Line {
  readonly buffer = new JitterBuffer()
  readonly header = new PacketHeader()
  readonly played: number[] = []
  readonly answers: FrameSource[] = []
  readonly asked: FrameSource[] = []

  constructor() {
    this.header.frameCode = 2
  }

  put(sequence: number, nowMs: number, flags = 0, timestamp = sequence * SAMPLES): string {
    this.header.sequence = sequence >>> 0
    this.header.timestamp = timestamp >>> 0
    this.header.flags = flags
    const payload = Uint8Array.of(sequence & 0xff)
    return this.buffer.insert(this.header, payload, nowMs)
  }

  /** The answer; what may be shortened or lengthened is a normal frame here. */
  get(nowMs: number, aheadMs = 0): FrameSource {
    const asked = this.buffer.get(nowMs, aheadMs)
    this.asked.push(asked)
    const answer = asked === 'accelerate' || asked === 'expand' ? 'normal' : asked
    this.answers.push(answer)
    if (answer === 'normal') this.played.push(this.buffer.packet.sequence)
    return answer
  }
}

describe.each(WRAP_POINTS)('a stream that begins at %i', (start) => {
  test('plays every packet once, in order, after the target delay', () => {
    const line = new Line()
    for (let n = 0; n < 10; n += 1) {
      line.put(start + n, n * FRAME_MS, n === 0 ? FLAGS.spurtStart : n === 9 ? FLAGS.spurtEnd : 0)
      line.get(n * FRAME_MS + 6)
    }
    for (let n = 10; n < 14; n += 1) line.get(n * FRAME_MS + 6)
    expect(line.played).toEqual(Array.from({ length: 10 }, (_, n) => (start + n) >>> 0))
    expect(line.answers.slice(0, 2)).toEqual(['wait', 'normal'])
    expect(line.answers.slice(-3)).toEqual(['wait', 'wait', 'wait'])
    expect(line.buffer.stats()).toMatchObject({ received: 10, lost: 0, late: 0, duplicate: 0, reordered: 0 })
  })

  test('puts a swapped pair in order and counts it', () => {
    const line = new Line()
    for (const n of [0, 2, 1, 3]) line.put(start + n, 0)
    for (let n = 2; n < 6; n += 1) line.get(n * FRAME_MS)
    expect(line.played).toEqual([0, 1, 2, 3].map((n) => (start + n) >>> 0))
    expect(line.buffer.stats()).toMatchObject({ reordered: 1, lost: 0 })
  })

  test('answers fec for a hole with its successor there, conceal without', () => {
    const line = new Line()
    for (const n of [0, 1, 3, 6]) line.put(start + n, 0)
    for (let n = 2; n < 9; n += 1) line.get(n * FRAME_MS)
    expect(line.answers).toEqual(['normal', 'normal', 'fec', 'normal', 'conceal', 'fec', 'normal'])
    expect(line.buffer.stats()).toMatchObject({ lost: 3, late: 0 })
  })

  test('a packet after its time is late, not lost; a copy of a played one is a duplicate', () => {
    const line = new Line()
    for (const n of [0, 1, 3]) line.put(start + n, 0)
    for (let n = 2; n < 5; n += 1) line.get(n * FRAME_MS)
    expect(line.put(start + 2, 45)).toBe('late')
    expect(line.put(start + 1, 45)).toBe('duplicate')
    expect(line.buffer.stats()).toMatchObject({ lost: 0, late: 1, duplicate: 1 })
  })

  test('the first packet may be overtaken', () => {
    const line = new Line()
    line.put(start + 1, 0)
    line.put(start, 1)
    line.get(16)
    line.get(26)
    expect(line.played).toEqual([start >>> 0, (start + 1) >>> 0])
    expect(line.buffer.stats()).toMatchObject({ lost: 0, reordered: 1 })
  })

  test('a jump beyond the ring begins anew without counting the gap', () => {
    const line = new Line()
    line.put(start, 0)
    line.get(20)
    line.put(start + 1000, 30)
    line.get(50)
    expect(line.played).toEqual([start >>> 0, (start + 1000) >>> 0])
    expect(line.buffer.stats()).toMatchObject({ lost: 0, resets: 1 })
  })
})

test('a speaker who stops without an end flag is concealed for 60 ms at most and loses nothing', () => {
  const line = new Line()
  line.put(0, 0)
  for (let n = 2; n < 20; n += 1) line.get(n * FRAME_MS)
  expect(line.answers.filter((answer) => answer === 'conceal')).toHaveLength(6)
  expect(line.answers.at(-1)).toBe('wait')
  line.put(1, 300, FLAGS.spurtStart, 30 * SAMPLES)
  expect(line.get(310)).toBe('wait')
  expect(line.get(320)).toBe('normal')
  expect(line.buffer.stats()).toMatchObject({ lost: 0, late: 0, resets: 0 })
})

test('a spurt that begins while the end of another is invented keeps its own delay and loses nothing', () => {
  const line = new Line()
  line.put(0, 0)
  expect([line.get(20), line.get(30)]).toEqual(['normal', 'conceal'])
  line.put(1, 35, FLAGS.spurtStart, 3 * SAMPLES)
  expect([line.get(40), line.get(50)]).toEqual(['wait', 'normal'])
  expect(line.buffer.stats()).toMatchObject({ lost: 0, late: 0 })
})

test('a spurt that follows another in the ring waits for its own delay', () => {
  const line = new Line()
  line.put(0, 0, FLAGS.spurtStart)
  line.put(1, 18, FLAGS.spurtStart, 50 * SAMPLES)
  expect([line.get(20), line.get(30), line.get(40)]).toEqual(['normal', 'wait', 'normal'])
})

test('when the path grows longer for good, the buffer follows', () => {
  const line = new Line()
  const arrival = (n: number) => n * FRAME_MS + (n < 20 ? 0 : 40)
  const pending = Array.from({ length: 60 }, (_, n) => n)
  for (let now = 0; now < 700; now += FRAME_MS) {
    while (pending[0] !== undefined && arrival(pending[0]) <= now) line.put(pending.shift() ?? 0, now)
    line.get(now)
  }
  const stats = line.buffer.stats()
  expect(stats.late).toBeLessThanOrEqual(6)
  expect(stats.lost).toBe(0)
  expect(line.played.at(-1)).toBe(59)
  expect(line.played).toHaveLength(60 - stats.late)
})

test('a burst after a stall makes nobody late for good', () => {
  const line = new Line()
  const arrival = (n: number) => (n >= 20 && n < 25 ? 250 : n * FRAME_MS)
  const pending = Array.from({ length: 100 }, (_, n) => n)
  for (let now = 0; now < 1_100; now += FRAME_MS) {
    while (pending[0] !== undefined && arrival(pending[0]) <= now) line.put(pending.shift() ?? 0, now)
    line.get(now)
  }
  const { late, lost, resets, skipped } = line.buffer.stats()
  expect({ late, lost, resets, skipped }).toEqual({ late: 3, lost: 0, resets: 0, skipped: 0 })
  expect(line.played).toHaveLength(97)
})

test('a standing excess asks for acceleration until it is gone, and only then', () => {
  const line = new Line()
  let sent = 0
  for (; sent < 12; sent += 1) line.put(sent, 0)
  let filledMs = 0
  for (let now = 20; now < 3_000; now += FRAME_MS) {
    line.put(sent, now)
    sent += 1
    for (; filledMs < FRAME_MS; filledMs += FRAME_MS) {
      line.get(now, filledMs)
      if (line.asked.at(-1) !== 'accelerate') continue
      const byMs = Math.min(8, line.buffer.excessMs)
      line.buffer.noteStretch(-byMs, true)
      filledMs -= byMs
    }
    filledMs -= FRAME_MS
  }
  const { skipped, accelerated, voiced, bufferMs } = line.buffer.stats()
  expect(skipped).toBe(0)
  expect(accelerated).toBeGreaterThan(8)
  expect(voiced).toBe(accelerated)
  expect(bufferMs).toBeLessThanOrEqual(30)
  expect(line.asked.slice(-100)).not.toContain('accelerate')
})

test('so much excess that stretching would take seconds is skipped', () => {
  const line = new Line()
  for (let n = 0; n < 40; n += 1) {
    line.put(n, n * FRAME_MS)
    if (n === 2 || n % 9 === 2) line.get(n * FRAME_MS)
  }
  expect(line.buffer.stats().skipped).toBeGreaterThan(10)
})

test('what piled up while nobody asked is skipped, not played with its delay', () => {
  const line = new Line()
  for (let n = 0; n < 50; n += 1) line.put(n, n * FRAME_MS)
  line.get(500)
  expect(line.played[0]).toBeGreaterThan(35)
  const { lost, late, skipped } = line.buffer.stats()
  expect({ lost, late, skipped }).toEqual({ lost: 0, late: 0, skipped: line.played[0] })
  for (let n = 50; n < 90; n += 1) line.put(n, n * FRAME_MS)
  line.get(900)
  expect(line.buffer.packet.sequence).toBeGreaterThan(75)
})

test.each([
  [0, 2.5],
  [1, 5],
  [3, 20],
  [5, 60],
])('frame code %i is understood as %d ms', (code, frameMs) => {
  const line = new Line()
  line.header.frameCode = code
  line.put(0, 0)
  expect(line.get(Math.max(15, frameMs))).toBe('normal')
  expect(line.buffer.frameMs).toBe(frameMs)
  expect(line.buffer.stats().targetDelayMs).toBe(Math.max(15, frameMs))
})

test('whatever the network does, each number is played, lost, late or skipped, once', () => {
  const fate = fc.record({
    lost: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    twice: fc.boolean(),
    delay: fc.integer({ min: 0, max: 70 }),
  })
  fc.assert(
    fc.property(
      fc.constantFrom(...WRAP_POINTS),
      fc.array(fate, { minLength: 5, maxLength: 150 }),
      (start, fates) => {
        const line = new Line()
        const arrivals = fates.flatMap((one, n) => {
          const kept = n === 0 || n === fates.length - 1 || !one.lost
          const at = n * FRAME_MS + (n === 0 ? 0 : one.delay)
          return kept
            ? one.twice
              ? [
                  { n, at },
                  { n, at: at + 1 },
                ]
              : [{ n, at }]
            : []
        })
        arrivals.sort((a, b) => a.at - b.at)
        for (let now = 0; now < (fates.length + 40) * FRAME_MS; now += FRAME_MS) {
          while (arrivals[0] !== undefined && arrivals[0].at <= now) {
            line.put(start + arrivals[0].n, now)
            arrivals.shift()
          }
          line.get(now)
        }
        const stats = line.buffer.stats()
        expect(new Set(line.played).size).toBe(line.played.length)
        const order = line.played.map((number) => (number - start) >>> 0)
        expect(order).toEqual(order.toSorted((a, b) => a - b))
        if (stats.resets === 0) {
          expect(line.played.length + stats.lost + stats.late + stats.skipped).toBe(fates.length)
        }
      },
    ),
  )
})

/** Packets of which each carries the two frames before it, as far as they are of the spurt. */
class CopyLine extends Line {
  readonly blocks = new RedundantBlocks()

  send(sequence: number, nowMs: number, copies = 2, begins = false): string {
    this.header.sequence = sequence >>> 0
    this.header.timestamp = (sequence * SAMPLES) >>> 0
    this.header.flags = copies > 0 ? FLAGS.redundancy : FLAGS.spurtStart
    const frames = Array.from({ length: copies + 1 }, (_, index) => (sequence - copies + index) & 0xff)
    if (copies === 0) return this.buffer.insert(this.header, Uint8Array.from(frames), nowMs)
    const head = copies | (begins ? 0x80 : 0)
    const payload = Uint8Array.from([head, ...new Array<number>(copies).fill(1), ...frames])
    expect(this.blocks.parse(payload, payload.length)).toBe(true)
    return this.buffer.insert(this.header, payload, nowMs, this.blocks)
  }
}

describe.each(WRAP_POINTS)('copies of earlier frames, from %i on', (start) => {
  const bytesPlayed = (line: Line) => line.played.map((number) => number & 0xff)

  test('take the place of lost packets, which stay lost', () => {
    const line = new CopyLine()
    for (const n of [0, 1, 2, 5]) line.send(start + n, 0, Math.min(2, n), n === 2)
    const payloads: (number | undefined)[] = []
    for (let n = 2; n < 10; n += 1) {
      if (line.get(n * FRAME_MS) === 'normal') payloads.push(line.buffer.packet.payload[0])
    }
    expect(line.played).toEqual([0, 1, 2, 3, 4, 5].map((n) => (start + n) >>> 0))
    expect(payloads).toEqual(bytesPlayed(line))
    const { received, lost, late, duplicate, recovered } = line.buffer.stats()
    expect({ received, lost, late, duplicate, recovered }).toEqual({
      ...{ received: 4, lost: 2, late: 0, duplicate: 0, recovered: 2 },
    })
  })

  test('give way to the packet itself, which is no duplicate', () => {
    const line = new CopyLine()
    line.send(start, 0, 0)
    line.send(start + 2, 1)
    expect(line.send(start + 1, 2, 1)).toBe('fresh')
    for (let n = 2; n < 7; n += 1) line.get(n * FRAME_MS)
    expect(line.played).toEqual([0, 1, 2].map((n) => (start + n) >>> 0))
    expect(line.buffer.stats()).toMatchObject({ lost: 0, duplicate: 0, recovered: 0, reordered: 1 })
  })

  test('a packet that comes when its copy has been played was late', () => {
    const line = new CopyLine()
    line.send(start, 0, 0)
    line.send(start + 2, 1)
    for (let n = 2; n < 5; n += 1) line.get(n * FRAME_MS)
    expect(line.send(start + 1, 41, 1)).toBe('late')
    expect(line.send(start + 1, 42, 1)).toBe('duplicate')
    expect(line.buffer.stats()).toMatchObject({ lost: 0, late: 1, duplicate: 1, recovered: 1 })
  })

  test('of a spurt’s first frame show where it began', () => {
    const line = new CopyLine()
    line.send(start, 0, 0)
    for (let n = 2; n < 30; n += 1) line.get(n * FRAME_MS)
    const at = start + 1
    line.header.timestamp = (at * SAMPLES + 100 * SAMPLES) >>> 0
    line.send(at + 1, 310, 1, true)
    for (let n = 31; n < 36; n += 1) line.get(n * FRAME_MS)
    expect(line.played).toEqual([0, 1, 2].map((n) => (start + n) >>> 0))
    expect(line.buffer.stats()).toMatchObject({ lost: 1, recovered: 1 })
  })

  test('are waited for as long as they are needed, and not less with every loss that is forgotten', () => {
    const line = new CopyLine()
    const targets: number[] = []
    for (let n = 0; n < 2_000; n += 1) {
      const isLost = n > 100 && n < 900 && n % 200 < 2
      if (!isLost) line.send(start + n, n * FRAME_MS, n === 0 ? 0 : n === 1 ? 1 : 2)
      line.get(n * FRAME_MS + 6)
      targets.push(line.buffer.stats().targetDelayMs)
    }
    expect(targets[100]).toBe(15)
    // The third pair tells that copies bring back what is missing.
    expect(new Set(targets.slice(610, 900))).toEqual(new Set([22]))
    expect(targets.at(-1)).toBe(15)
    expect(line.buffer.stats().recovered).toBeGreaterThanOrEqual(4)
  })
})

describe('a gap within a spurt', () => {
  const GAP_AT = 1_500

  /** How late sound is played before and after a gap, ms, in a network that was slower until shortly before it. */
  function lateness(gap: number, flags = 0): { before: number; after: number } {
    const line = new Line()
    const late: number[] = []
    let next = 0
    const arrives = (n: number) => n * FRAME_MS + (n < 600 ? (n % 5) * 10 : 0)
    for (let turn = 0; turn < GAP_AT + gap + 50; turn += 1) {
      const nowMs = turn * FRAME_MS + 6
      for (; arrives(next) <= nowMs; next += 1) {
        const begins = next === 0 || next === 500 ? FLAGS.spurtStart : next === GAP_AT + gap ? flags : 0
        if (next < GAP_AT || next >= GAP_AT + gap) line.put(next, nowMs, begins)
      }
      if (line.get(nowMs) !== 'normal') continue
      const { sequence } = line.buffer.packet
      late[sequence] = nowMs - sequence * FRAME_MS
    }
    return { before: late[GAP_AT - 1] ?? NaN, after: late[GAP_AT + gap] ?? NaN }
  }

  test('does not change how late sound is played', () => {
    const { before, after } = lateness(20)
    expect(before).toBeGreaterThan(40)
    expect(after).toBe(before)
  })

  test('is no measure for a new spurt, and neither is a long one', () => {
    expect(lateness(20, FLAGS.spurtStart).after).toBeLessThan(30)
    expect(lateness(150).after).toBeLessThan(30)
  })
})

/** Lets packets `arrive` (answering how many of them, by the time) and asks for a frame every 10 ms. */
function runFor(line: Line, durationMs: number, arrive: (nowMs: number) => void): number {
  let mostMs = 0
  for (let now = 0; now < durationMs; now += FRAME_MS) {
    arrive(now)
    line.get(now)
    mostMs = Math.max(mostMs, line.buffer.stats().bufferMs)
  }
  return mostMs
}

describe('hostile and broken streams', () => {
  test.each([1, 1_000, -1, -1_000, 2 ** 16, 2 ** 31 - 1])('a sequence that jumps by %i goes on', (jump) => {
    const line = new Line()
    const start = 2 ** 32 - 50
    runFor(line, 2_000, (now) => {
      const n = now / FRAME_MS
      line.put(start + n + (n >= 100 ? jump : 0), now, 0, n * SAMPLES)
    })
    const after = line.answers.slice(100)
    // What seems older than what was played is refused until nothing else has come for a whole ring.
    const heard = after.filter((answer) => answer === 'normal').length
    expect(heard).toBeGreaterThan(jump === -1_000 || jump === 2 ** 31 - 1 ? 30 : 85)
    expect(line.buffer.stats().bufferMs).toBeLessThanOrEqual(100)
  })

  test.each([
    ['frozen', () => 7],
    ['running backwards', (n: number) => -n * SAMPLES],
    ['of twice the time', (n: number) => 2 * n * SAMPLES],
    ['of half the time', (n: number) => (n * SAMPLES) / 2],
  ] as const)('timestamps %s leave the buffer bounded, and what comes after them heard', (_, timestamp) => {
    const line = new Line()
    const mostMs = runFor(line, 10_000, (now) => {
      line.put(now / FRAME_MS, now, 0, timestamp(now / FRAME_MS))
    })
    expect(mostMs).toBeLessThanOrEqual(640)
    const honest = line.answers.length
    for (let n = 1_000; n < 1_600; n += 1) {
      line.put(n, n * FRAME_MS)
      line.get(n * FRAME_MS)
    }
    const heard = line.answers.slice(honest + 100).filter((answer) => answer === 'normal').length
    expect(heard).toBeGreaterThan(480)
    expect(line.buffer.stats().bufferMs).toBeLessThanOrEqual(320)
  })

  test('packets that all come three times are each played once', () => {
    const line = new Line()
    runFor(line, 3_000, (now) => {
      for (const at of [0, 3, 5]) line.put(now / FRAME_MS, now + at / 10)
    })
    expect(line.played).toHaveLength(new Set(line.played).size)
    expect(line.played.length).toBeGreaterThan(295)
    expect(line.buffer.stats()).toMatchObject({ duplicate: 600, lost: 0, late: 0 })
  })
})

test('inserting and getting allocate nothing', () => {
  const line = new Line()
  const payload = new Uint8Array(120)
  let sequence = 0
  const turn = () => {
    line.header.sequence = sequence
    line.header.timestamp = (sequence * SAMPLES) >>> 0
    line.buffer.insert(line.header, payload, sequence * FRAME_MS)
    line.buffer.get(sequence * FRAME_MS)
    sequence += 1
  }
  expect(bytesPerCall(turn, 20_000)).toBeLessThan(2)
})

describe('a pause that the sender leaves out', () => {
  /** Ten packets, the last two of them background; then a pause up to frame `next`, which has the number 10. */
  function pausing(
    next: number,
    flagsOfLast: number = FLAGS.background,
  ): { line: Line; from: (frame: number) => void } {
    const line = new Line()
    for (let n = 0; n < 10; n += 1) {
      line.put(n, n * FRAME_MS, n === 0 ? FLAGS.spurtStart : n >= 8 ? flagsOfLast : 0)
      line.get(n * FRAME_MS + 6)
    }
    const from = (frame: number): void => {
      if (frame >= next) line.put(10 + frame - next, frame * FRAME_MS, 0, frame * SAMPLES)
      line.get(frame * FRAME_MS + 6)
    }
    return { line, from }
  }

  test.each([11, 12, 30, 60])(
    'is filled with noise up to frame %i, which is played as late as before',
    (next) => {
      const { line, from } = pausing(next)
      for (let frame = 10; frame < next + 5; frame += 1) from(frame)
      expect(line.answers.slice(10, next + 1)).toEqual([
        'normal',
        ...new Array<string>(next - 10).fill('noise'),
      ])
      expect(line.answers.slice(next + 1)).toEqual(new Array<string>(4).fill('normal'))
      expect(line.buffer.stats()).toMatchObject({ lost: 0, late: 0, duplicate: 0, resets: 0 })
    },
  )

  test('is none where the last packet is no background: frames are invented', () => {
    const { line, from } = pausing(30, 0)
    for (let frame = 10; frame < 20; frame += 1) from(frame)
    expect(line.answers.slice(11)).toEqual([
      ...new Array<string>(6).fill('conceal'),
      ...new Array<string>(3).fill('wait'),
    ])
  })

  test('falls silent where it is not described any more, and loses nothing', () => {
    const { line, from } = pausing(300)
    for (let frame = 10; frame < 305; frame += 1) from(frame)
    expect(line.answers[130]).toBe('noise')
    expect(line.answers[140]).toBe('wait')
    expect(line.answers.at(-1)).toBe('normal')
    expect(line.buffer.stats()).toMatchObject({ lost: 0, late: 0 })
  })

  test('a description that is lost is counted, and the noise goes on', () => {
    const { line } = pausing(80)
    for (let frame = 10; frame < 90; frame += 1) {
      if (frame === 80) line.put(11, 800, 0, 80 * SAMPLES)
      line.get(frame * FRAME_MS + 6)
    }
    expect(new Set(line.answers.slice(11, 81))).toEqual(new Set(['noise']))
    expect(line.answers[81]).toBe('normal')
    expect(line.buffer.stats()).toMatchObject({ lost: 1, late: 0 })
  })
})
