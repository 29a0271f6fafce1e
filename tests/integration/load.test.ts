import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LoadSummary } from '../../electron/cli/load/load-report.ts'
import { spawnHost, type HostProcess } from '../support/running-host.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const CLI = join(import.meta.dirname, '../../electron/cli/index.ts')
const MOST_OUTPUT = 16 * 1024 * 1024
let place: Awaited<ReturnType<typeof temporaryFolder>>
let host: HostProcess

beforeEach(async () => {
  place = await temporaryFolder()
  host = await spawnHost('--data', place.folder, '--bind', '127.0.0.1', '--port', '0')
})
afterEach(async () => {
  await host.end('SIGTERM')
  await place.remove()
})

/** A whole `palabre load`; rejects where any user could not come in or stay. */
async function load(...args: string[]): Promise<LoadSummary> {
  const words = [CLI, 'load', host.ready.invite, '--json', ...args]
  const { stdout } = await promisify(execFile)(process.execPath, words, { maxBuffer: MOST_OUTPUT })
  const last = stdout.trimEnd().split('\n').at(-1) ?? ''
  return JSON.parse(last) as LoadSummary
}

describe('palabre load', () => {
  it('carries real voice of real users, and counts every packet', async () => {
    const shown = await load('--users', '30', '--talkers', '3', '--seconds', '3', '--channels', '5')
    expect(shown).toMatchObject({ users: 30, joined: 30, failed: {}, ended: {}, unopened: 0, duplicates: 0 })
    expect(shown.paths).toEqual({ udp: 30, tcp: 0, none: 0 })
    // Three voices of 50 packets a second to the five others in each one's channel.
    expect(shown.offered).toBeGreaterThan(1_500)
    expect(shown.delivered).toBe(shown.offered)
    expect(shown.delayMs.p50).toBeGreaterThan(0)
  })
})

describe('a thousand guests at once, each of which changes its state once a second', () => {
  it(
    'are all let in, lose no event and no request, and in the end see everybody as they are',
    { timeout: 280_000 },
    async () => {
      const channels = ['--channels', '40', '--requests', '1', '--join-rate', '50']
      const shown = await load('--users', '1000', '--talkers', '0', '--seconds', '10', ...channels)
      // A gap in the numbers of its events would have ended a stay with `internal`.
      expect(shown).toMatchObject({ joined: 1_000, failed: {}, ended: {}, refused: {}, disagreeing: 0 })
      expect(shown.changes).toBeGreaterThan(5_000)
      const { answerMs, loginMs } = shown
      process.stdout.write(`1,000 guests: ${JSON.stringify({ answerMs, loginMs })}\n`)
    },
  )
})
