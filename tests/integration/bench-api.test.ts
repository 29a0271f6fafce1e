import { expect, it, describe } from 'vitest'
import type { ApiSummary } from '../../electron/cli/bench/api-report.ts'
import { requirePart } from '../support/requirement.ts'
import { runCli } from '../support/run-cli.ts'

const isLong = process.env['PALABRE_LONG'] !== undefined
const REQUESTS = isLong ? 1_000_000 : 10_000
const MEGABYTE = 2 ** 20

describe.skipIf(requirePart('linux'))('palabre bench api', () => {
  it(
    'gets every answer on one connection, from a host whose memory stays as it is',
    { timeout: isLong ? 3_600_000 : 120_000 },
    async () => {
      const words = ['bench', 'api', '--json', '--requests', String(REQUESTS)]
      const { code, stdout, stderr } = await runCli(words)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      process.stdout.write(stdout)
      const shown = JSON.parse(stdout) as ApiSummary
      expect(shown).toMatchObject({ requests: REQUESTS, errors: 0, connections: 1 })
      expect(shown.p50Ms).toBeGreaterThan(0)
      // A short run is over before the memory has grown to what a busy host takes.
      if (isLong) expect(shown.grownBytes).toBeLessThan(50 * MEGABYTE)
    },
  )
})
