import { describe, expect, test } from 'vitest'
import { BLOCK_MS, JitterRun, type JitterRunOptions } from '../support/jitter-run.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { imitatedSpeech } from '../support/speech.ts'
import { WRAP_POINTS } from '../support/wrap-points.ts'

const SPEECH = imitatedSpeech(48_000 * 8)

function runOf(options: Partial<JitterRunOptions> = {}): JitterRun {
  return new JitterRun({ speech: SPEECH, random: seededRandom(7), ...options })
}

test.each([10, 20] as const)(
  'jitter of 5, 200, 5 ms and %i ms frames: the delay is back in 10 s',
  (frameMs) => {
    const run = runOf({ frameMs, impairment: { jitterMs: 5 } })
    run.run(5_000)
    const before = run.delayMs
    run.link.change({ jitterMs: 200 })
    run.run(15_000)
    expect(run.stats.targetDelayMs).toBeGreaterThan(120)
    run.link.change({ jitterMs: 5 })
    run.run(10_000)
    expect(run.delayMs + BLOCK_MS).toBeLessThanOrEqual(before + 20)
    expect(run.stats).toMatchObject({ lost: 0, duplicate: 0 })
  },
)

test('steady jitter of 20 ms makes hardly a packet late', () => {
  const run = runOf({ impairment: { jitterMs: 20 } })
  run.run(60_000)
  const { late, targetDelayMs } = run.stats
  expect(late / 6_000).toBeLessThan(0.02)
  expect(targetDelayMs).toBeLessThanOrEqual(25)
})

test('a quiet network costs no more than the least target and a block, and nothing is stretched', () => {
  const run = runOf({ impairment: { jitterMs: 2 } })
  run.run(60_000)
  expect(run.delayMs).toBeLessThanOrEqual(25)
  expect(run.stats).toMatchObject({ targetDelayMs: 15, late: 0, concealed: 0, accelerated: 0, expanded: 0 })
})

test.each([200, -200])(
  'eight hours with spikes and clocks %i ppm apart',
  (driftPpm) => {
    const random = seededRandom(11)
    const frameMs = 20
    const run = runOf({ frameMs, driftPpm, random, impairment: { jitterMs: 4 } })
    run.run(10_000)
    const before = run.delayMs
    let mostInAMinute = 0
    for (let minute = 1; minute <= 480; minute += 1) {
      const corrections = run.session.corrections
      run.run(20_000 + random.fraction() * 20_000)
      if (minute % 3 === 0) run.link.change({ delayMs: 40 + 60 * random.fraction(), jitterMs: 4 })
      run.run(100)
      run.link.change({ jitterMs: 4 })
      run.run(minute * 60_000 + 10_000 - run.nowMs)
      mostInAMinute = Math.max(mostInAMinute, run.session.corrections - corrections)
    }
    expect(run.delayMs + BLOCK_MS).toBeLessThanOrEqual(before + 20)
    expect(mostInAMinute).toBeLessThanOrEqual(1)
    // Spikes alone make packets late: 160 of them, of at most five frames each.
    expect(run.stats.late).toBeLessThanOrEqual(800)
    expect(run.stats.lost).toBe(0)
  },
  120_000,
)

test('a path that is a second late for a while does not take the buffer beyond its cap', () => {
  const run = runOf({ impairment: { jitterMs: 1_000 } })
  run.run(20_000)
  expect(run.stats.targetDelayMs).toBeLessThanOrEqual(300)
  run.link.change({ jitterMs: 5 })
  run.run(12_000)
  expect(run.delayMs).toBeLessThanOrEqual(40)
})

describe.each(WRAP_POINTS)('numbers and timestamps from %i', (start) => {
  test('two copies of each, swapped ones and spurts: nothing is lost or played twice', () => {
    const random = seededRandom(start + 3)
    const impairment = { jitterMs: 14, reorder: 0.1, duplicate: 1 }
    const run = runOf({ start, random, impairment, dtx: true })
    run.run(6_000)
    const { packetsReceived, lost, late, duplicate, reordered } = run.stats
    expect(duplicate).toBe(packetsReceived / 2)
    expect(reordered).toBeGreaterThan(0)
    expect(lost).toBe(0)
    expect(late / packetsReceived).toBeLessThan(0.03)
    expect(run.delayMs).toBeLessThanOrEqual(45)
  })
})

test.each([
  ['30 % of packets', { loss: 0.3 }],
  ['bursts of 200 ms', { burst: { enter: 0.005, leave: 0.05, loss: 1 } }],
])('loss of %s: what is there goes on, and 2 s after it the delay is what it was', (_, impairment) => {
  const run = runOf({ impairment: { jitterMs: 5 } })
  run.run(10_000)
  const before = run.delayMs
  run.link.change({ jitterMs: 5, ...impairment })
  run.run(20_000)
  const during = run.stats
  expect(during.lost).toBeGreaterThan(100)
  expect(during.concealed).toBeGreaterThan(20)
  run.link.change({ jitterMs: 5 })
  run.run(2_000)
  expect(run.delayMs).toBeLessThanOrEqual(before + BLOCK_MS)
  expect(run.stats.targetDelayMs).toBeLessThanOrEqual(20)
})

test.each([200, -200])('clocks %i ppm apart are told within 40 ppm after ten minutes', (driftPpm) => {
  const run = runOf({ driftPpm, impairment: { jitterMs: 20, loss: 0.02 } })
  run.run(600_000)
  expect(Math.abs(run.stats.driftPpm - driftPpm)).toBeLessThan(40)
})
