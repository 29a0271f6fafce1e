import process from 'node:process'
import { describe, expect, it } from 'vitest'
import type { IdleSummary } from '../../electron/cli/bench/idle-report.ts'
import { requirePart } from '../support/requirement.ts'
import { runCli } from '../support/run-cli.ts'

/** `palabre bench idle` with these words; what it has shown. */
async function idle(...args: string[]): Promise<IdleSummary> {
  const { code, stdout, stderr } = await runCli(['bench', 'idle', '--json', ...args])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  process.stdout.write(stdout)
  return JSON.parse(stdout) as IdleSummary
}

/** A thousand take their time to come in: PALABRE_LONG. Then the CPU time that is promised is asserted. */
const IS_LONG = process.env['PALABRE_LONG'] !== undefined
const GUESTS = IS_LONG ? 1_000 : 300
/** Of a core; other tests beside it make the same work dearer. */
const MOST_PERCENT = IS_LONG ? 3 : 5
const MOST_CHANNEL_PERCENT = IS_LONG ? 2 : 4
/** Of the host's memory, for each guest, bytes. */
const MOST_BYTES = 110 * 1024

/** By CPU time: what others do on the machine does not count. */
describe.skipIf(requirePart('linux'))('a host where nobody speaks', () => {
  it(
    `costs less than ${String(MOST_CHANNEL_PERCENT)} % of a core with 1,000 channels`,
    { timeout: 120_000 },
    async () => {
      const { cpuPercent, here } = await idle('--channels', '1000', '--seconds', '10')
      expect(here).toBe(0)
      expect(cpuPercent).toBeLessThan(MOST_CHANNEL_PERCENT)
    },
  )

  it(
    `costs less than ${String(MOST_PERCENT)} % of a core with ${String(GUESTS)} guests, and ${String(MOST_BYTES / 1024)} KiB for each`,
    { timeout: 280_000 },
    async () => {
      const shown = await idle('--users', String(GUESTS), '--seconds', IS_LONG ? '60' : '15')
      expect(shown).toMatchObject({ here: GUESTS, udp: GUESTS })
      expect(shown.cpuSeconds).toBeGreaterThan(0)
      expect(shown.cpuPercent).toBeLessThan(MOST_PERCENT)
      expect(shown.guestBytes).toBeGreaterThan(0)
      expect(shown.guestBytes).toBeLessThan(MOST_BYTES)
    },
  )
})
