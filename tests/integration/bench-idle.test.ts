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

/** A thousand take their time to come in: PALABRE_LONG. */
const GUESTS = process.env['PALABRE_LONG'] === undefined ? 300 : 1_000
/** Of a core; most of what few guests cost is what a host costs alone. */
const MOST_PERCENT = GUESTS < 1_000 ? 2.2 : 3

/** By CPU time: what others do on the machine does not count. */
describe.skipIf(requirePart('linux'))('a host where nobody speaks', () => {
  it('costs less than 2 % of a core with 1,000 channels', { timeout: 120_000 }, async () => {
    const { cpuPercent, here } = await idle('--channels', '1000', '--seconds', '10')
    expect(here).toBe(0)
    expect(cpuPercent).toBeLessThan(2)
  })

  it(
    `costs less than ${String(MOST_PERCENT)} % of a core with ${String(GUESTS)} guests that are signed in`,
    { timeout: 280_000 },
    async () => {
      const shown = await idle('--users', String(GUESTS), '--seconds', '15')
      expect(shown).toMatchObject({ here: GUESTS, udp: GUESTS })
      expect(shown.cpuSeconds).toBeGreaterThan(0)
      expect(shown.cpuPercent).toBeLessThan(MOST_PERCENT)
    },
  )
})
