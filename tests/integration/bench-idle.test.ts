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

/** By CPU time: what others do on the machine does not count. */
describe.skipIf(requirePart('linux'))('a host where nobody speaks', () => {
  it('costs less than 1 % of a core with 1,000 channels', { timeout: 120_000 }, async () => {
    const { cpuPercent, here } = await idle('--channels', '1000', '--seconds', '10')
    expect(here).toBe(0)
    expect(cpuPercent).toBeLessThan(1)
  })

  it('costs less than 3 % of a core with 1,000 guests that are signed in', { timeout: 280_000 }, async () => {
    const shown = await idle('--users', '1000', '--seconds', '20')
    expect(shown).toMatchObject({ here: 1_000, udp: 1_000 })
    expect(shown.cpuSeconds).toBeGreaterThan(0)
    expect(shown.cpuPercent).toBeLessThan(3)
  })
})
