import { writeSync } from 'node:fs'
import process from 'node:process'
import { loadAudio } from '../../native/index.ts'

/**
 * Sleeps for a millisecond again and again, and tells each time it was woken late: `[from, until]`, CLOCK_MONOTONIC in
 * milliseconds. Run with a priority above everything else, it is late only where the machine itself stood still.
 */
const PERIOD_NS = 1_000_000n
const LEAST_LATE_NS = 1_000_000n
const NS_PER_MS = 1e6

const audio = loadAudio()
writeSync(1, 'ready\n')
for (let due = process.hrtime.bigint() + PERIOD_NS; ; due += PERIOD_NS) {
  audio.sleepUntil(due)
  const now = process.hrtime.bigint()
  if (now - due < LEAST_LATE_NS) continue
  writeSync(1, `${JSON.stringify([Number(due) / NS_PER_MS, Number(now) / NS_PER_MS])}\n`)
  due = now
}
