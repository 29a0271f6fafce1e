import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { median, quantile } from '../support/audio-measure.ts'
import { measureCall, type MeasuredCall } from '../support/mouth-to-ear.ts'
import { requirePart } from '../support/requirement.ts'
import { estimatesMs } from '../support/running-talk.ts'

/** Seconds of speech; PALABRE_LONG=MINUTES makes it longer. */
const SECONDS = Number(process.env['PALABRE_LONG'] ?? 0.6) * 60
const SETUP_MS = 120_000
/** The guests' own estimate may be off by so much, ms. */
const ESTIMATE_OFF_MS = 5
/**
 * What the machine itself does to a call is nobody's fault here: a window counts where none of its cores stood still for
 * longer than the first, ms, from the second before it on. Sound that was late then catches up in a pause of speech.
 */
const STALL_MS = 2
const CALM_MS = 5_000
/** So many windows must count; where a call has less, another one follows, up to so many. */
const LEAST_WINDOWS = 40
const MOST_CALLS = 4
/** An underrun is told with the report of its second, which may itself come late, ms. */
const REPORT_LATE_MS = 500
/** Length of the windows of `measureCall`, ms. */
const WINDOW_MS = 500

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palabre-mouth-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

describe.skipIf(requirePart('pulseaudio'))('from mouth to ear on one network', () => {
  // Other programs than the one that burns a core here can make sound late, too: three tries.
  test.each([
    { frameMs: 10, mostMs: 40 },
    { frameMs: 5, mostMs: 30 },
  ])(
    '$frameMs ms frames: at most $mostMs ms and no gap beside a busy process, while the machine itself stands by',
    { retry: 2, timeout: MOST_CALLS * (SETUP_MS + 2_000 * SECONDS) },
    async ({ frameMs, mostMs }) => {
      const calm: number[] = []
      for (let calls = 0; calls < MOST_CALLS && calm.length < LEAST_WINDOWS; calls += 1) {
        const call = await measureCall({ folder, frameMs, seconds: SECONDS, burn: true })
        process.stderr.write(`${told(frameMs, call)}\n`)
        calm.push(...calmDelaysMs(call))
        expect(Math.abs(call.tapesApartMs)).toBeLessThan(1)
        const whole = call.windows.map(({ delayMs }) => delayMs)
        const off = median(estimatesMs(call.listener, 'speaker')) - quantile(whole, 0.5)
        expect(Math.abs(off)).toBeLessThanOrEqual(ESTIMATE_OFF_MS)
        expect(ownUnderruns(call)).toBe(0)
      }
      expect(calm.length, 'windows in which the machine did not stand still').toBeGreaterThanOrEqual(
        LEAST_WINDOWS,
      )
      expect(quantile(calm, 0.95)).toBeLessThanOrEqual(mostMs)
    },
  )
})

/** Delays of the windows before which the machine ran on, ms. */
function calmDelaysMs({ windows, witness }: MeasuredCall): number[] {
  return windows
    .filter(({ atMs }) => witness.longestMs(atMs - CALM_MS, atMs + WINDOW_MS) < STALL_MS)
    .map(({ delayMs }) => delayMs)
}

/** Underruns of the listener in seconds in which the machine ran on. */
function ownUnderruns({ listener, witness }: MeasuredCall): number {
  let sum = 0
  for (const [index, report] of listener.entries()) {
    const before = listener[index - 1]
    if (before === undefined) continue
    const stoodMs = witness.longestMs(before.readAtMs - REPORT_LATE_MS, report.readAtMs)
    if (stoodMs < STALL_MS) sum += report.underruns - before.underruns
  }
  return sum
}

type Count = 'underruns' | 'deviceUnderruns' | 'concealed'

/** By how much a count grew while the reports came. */
function grown(reports: MeasuredCall['listener'], count: Count): number {
  return (reports.at(-1)?.[count] ?? NaN) - (reports[0]?.[count] ?? NaN)
}

function told(frameMs: number, call: MeasuredCall): string {
  const { windows, tapesApartMs, listener, witness } = call
  const calm = calmDelaysMs(call)
  const spread = (delaysMs: readonly number[]) =>
    [0.5, 0.95, 1].map((share) => quantile(delaysMs, share).toFixed(1)).join(' / ')
  const stalls = witness.stalls.filter(({ fromMs, untilMs }) => untilMs - fromMs >= STALL_MS)
  const longest = Math.max(0, ...stalls.map(({ fromMs, untilMs }) => untilMs - fromMs))
  return [
    `mouth to ear, ${String(frameMs)} ms frames, median / p95 / most: ${spread(calm)} ms in ${String(calm.length)} calm windows, ${spread(windows.map(({ delayMs }) => delayMs))} ms in all ${String(windows.length)}`,
    `the machine stood still ${String(stalls.length)} times, ${longest.toFixed(1)} ms at most; tapes ${tapesApartMs.toFixed(2)} ms apart`,
    `estimated ${median(estimatesMs(listener, 'speaker')).toFixed(1)} ms: ${partsTold(listener)}`,
    `underruns ${String(grown(listener, 'underruns'))}, of these while the machine ran on ${String(ownUnderruns(call))}, of the system ${String(grown(listener, 'deviceUnderruns'))}, concealed ${String(grown(listener, 'concealed'))}`,
  ].join('; ')
}

/** The parts of the last estimate. */
function partsTold(reports: MeasuredCall['listener']): string {
  const parts =
    reports
      .findLast(({ speakers }) => speakers.some(({ mouthToEarMs }) => mouthToEarMs !== null))
      ?.speakers.find(({ mouthToEarMs }) => mouthToEarMs !== null)?.mouthToEarMs ?? {}
  return Object.entries(parts)
    .map(([name, ms]) => `${name} ${(ms as number).toFixed(1)}`)
    .join(', ')
}
