import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { requirePart } from '../support/requirement.ts'

const CLI = join(import.meta.dirname, '../../electron/cli/index.ts')

describe.skipIf(requirePart('linux'))('palabre bench forward', () => {
  test.each(['native', 'dgram'])('measures both sides under a small load (%s)', async (transport) => {
    const options = ['--load', '2:10:50', '--seconds', '1', '--rounds', '1', '--warm-up', '0']
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      ...[CLI, 'bench', 'forward', '--json', '--transport', transport],
      ...options,
    ])
    expect(stderr).toBe('')
    const summary = JSON.parse(stdout) as Record<string, number>
    expect(summary).toMatchObject({ event: 'forward', talkers: 2, listeners: 10, rounds: 1 })
    expect(summary).toMatchObject({ lostShare: 0, sendFailed: 0, packetsOutPerSecond: 1_000 })
    expect(summary['baselineUs']).toBeGreaterThan(0)
    expect(summary['mediaUs']).toBeGreaterThan(0)
    expect(summary['ratio']).toBeGreaterThan(0)
  })
})
