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
/** Each window that is measured lasts half a second, and some hold no speech. */
const LEAST_WINDOWS = 60
const SETUP_MS = 120_000
/** The guests' own estimate may be off by so much, ms. */
const ESTIMATE_OFF_MS = 8
/** Underruns in a minute that raise what is kept ready until it suffices. */
const UNDERRUNS_A_MINUTE = 10

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palabre-mouth-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

describe.skipIf(requirePart('pulseaudio'))('from mouth to ear on one network', () => {
  // What is aimed at is 40 and 30 ms without any gap. That holds in some runs and not in all: these bounds are what
  // holds always, so that nothing makes it worse unseen. Programs other than the one that burns a core here make gaps
  // that are nobody's fault: three tries.
  test.each([
    { frameMs: 10, mostMs: 50 },
    { frameMs: 5, mostMs: 45 },
  ])(
    '$frameMs ms frames: at most $mostMs ms, with few gaps, beside a busy process',
    { retry: 2, timeout: SETUP_MS + 2_000 * SECONDS },
    async ({ frameMs, mostMs }) => {
      const call = await measureCall({ folder, frameMs, seconds: SECONDS, burn: true })
      process.stderr.write(`${told(frameMs, call)}\n`)
      expect(call.delaysMs.length).toBeGreaterThanOrEqual(LEAST_WINDOWS)
      expect(Math.abs(call.tapesApartMs)).toBeLessThan(1)
      expect(quantile(call.delaysMs, 0.95)).toBeLessThanOrEqual(mostMs)
      const off = median(estimatesMs(call.listener, 'speaker')) - quantile(call.delaysMs, 0.5)
      expect(Math.abs(off)).toBeLessThanOrEqual(ESTIMATE_OFF_MS)
      expect(grown(call.listener, 'underruns')).toBeLessThanOrEqual((UNDERRUNS_A_MINUTE * SECONDS) / 60)
      expect(grown(call.speaker, 'overruns')).toBe(0)
    },
  )
})

type Count = 'underruns' | 'overruns' | 'deviceUnderruns' | 'concealed' | 'lost' | 'late'

/** By how much a count grew while the reports came. */
function grown(reports: MeasuredCall['listener'], count: Count): number {
  return (reports.at(-1)?.[count] ?? NaN) - (reports[0]?.[count] ?? NaN)
}

function told(frameMs: number, { delaysMs, tapesApartMs, listener }: MeasuredCall): string {
  const at = (share: number) => `${quantile(delaysMs, share).toFixed(1)} ms`
  return [
    `mouth to ear, ${String(frameMs)} ms frames: median ${at(0.5)}, p95 ${at(0.95)}, most ${at(1)}`,
    `${String(delaysMs.length)} windows, tapes ${tapesApartMs.toFixed(2)} ms apart`,
    `estimated ${median(estimatesMs(listener, 'speaker')).toFixed(1)} ms: ${partsTold(listener)}`,
    `underruns ${String(grown(listener, 'underruns'))}, of the system ${String(grown(listener, 'deviceUnderruns'))}, concealed ${String(grown(listener, 'concealed'))}`,
  ].join('; ')
}

/** The parts of the last estimate. */
function partsTold(reports: MeasuredCall['listener']): string {
  const parts = reports.at(-1)?.speakers.find(({ mouthToEarMs }) => mouthToEarMs !== null)?.mouthToEarMs ?? {}
  return Object.entries(parts)
    .map(([name, ms]) => `${name} ${(ms as number).toFixed(1)}`)
    .join(', ')
}
