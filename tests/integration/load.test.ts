import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LoadSummary } from '../../electron/cli/load/load-report.ts'
import { probeAnswers } from '../support/answer-probe.ts'
import { spawnHost, type HostProcess } from '../support/running-host.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const CLI = join(import.meta.dirname, '../../electron/cli/index.ts')
const MOST_OUTPUT = 16 * 1024 * 1024
const IS_QUIET = process.env['PALABRE_LONG'] !== undefined
/** What the product promises of an answer, ms. */
const ANSWER_P99_MS = 50
/** One in so many packets of a crowd is opened: this end shares the machine with the host, and must not be the slower one. */
const OPEN_EVERY = 16
/**
 * In channels as the host makes them: the crowds in one get its mix, 50 frames a second, the others each voice. `least`
 * of packets must have been offered, were the machine ever so busy.
 */
const CROWDS = IS_QUIET
  ? [
      { users: 500, talkers: 10, channels: 1, seconds: 10, least: 100_000 },
      { users: 1_000, talkers: 20, channels: 100, seconds: 10, least: 60_000 },
    ]
  : [{ users: 110, talkers: 10, channels: 1, seconds: 3, least: 5_000 }]
/** The probe is over before the load is. */
const PROBE_MS = 8_000
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
    expect(shown.opened).toBe(shown.delivered)
    expect(shown.delayMs.p50).toBeGreaterThan(0)
  })

  it.each(CROWDS)(
    'loses no packet of $talkers voices among $users users in $channels channel(s)',
    { timeout: 280_000 },
    async ({ users, talkers, channels, seconds, least }) => {
      const shown = await load(
        ...['--users', String(users), '--talkers', String(talkers), '--seconds', String(seconds)],
        ...['--channels', String(channels), '--requests', '0', '--join-rate', '60'],
        ...['--open-every', String(OPEN_EVERY), '--host-pid', String(host.ready.pid)],
      )
      const { offered, mixed, delayMs, ownDelayMs, early, fullBuffers, host: spent } = shown
      const crowd = {
        users,
        talkers,
        channels,
        offered,
        mixed,
        delayMs,
        ownDelayMs,
        early,
        fullBuffers,
        spent,
      }
      process.stdout.write(`crowd: ${JSON.stringify(crowd)}\n`)
      expect(shown).toMatchObject({ joined: users, failed: {}, ended: {}, unopened: 0, duplicates: 0 })
      expect(shown.paths).toEqual({ udp: users, tcp: 0, none: 0 })
      expect(offered).toBeGreaterThan(least)
      expect(shown.lost).toBe(0)
      expect(mixed.offered).toBe(channels === 1 ? offered : 0)
      expect(shown.opened).toBeGreaterThan(offered / (2 * OPEN_EVERY))
    },
  )
})

/** The value that the share of all does not exceed. */
function quantile(values: readonly number[], share: number): number {
  return values.toSorted((one, other) => one - other)[Math.ceil(share * values.length) - 1] ?? NaN
}

/** The same load, and what some guests of this process wait for answers once the crowd is in. */
async function loadWithProbe(...args: string[]): Promise<{ shown: LoadSummary; waits: number[] }> {
  const words = ['load', host.ready.invite, '--json', '--host-pid', String(host.ready.pid), ...args]
  const child = spawn(process.execPath, [CLI, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  const probed = Promise.withResolvers<number[]>()
  let shown: LoadSummary | undefined
  createInterface(child.stdout).on('line', (line) => {
    const told = JSON.parse(line) as { event: string }
    if (told.event === 'in') probed.resolve(probeAnswers(host.ready.invite, PROBE_MS))
    if (told.event === 'done') shown = told as unknown as LoadSummary
  })
  await closed
  if (shown === undefined) throw new Error('The load did not come to its end.')
  return { shown, waits: await probed.promise }
}

describe('a thousand guests at once, each of which changes its state once a second', () => {
  it(
    'are all let in, lose no event and no request, and in the end see everybody as they are',
    { timeout: 280_000 },
    async () => {
      const channels = ['--channels', '40', '--requests', '1', '--join-rate', '50']
      const { shown, waits } = await loadWithProbe(
        ...['--users', '1000', '--talkers', '0', '--seconds', '10', ...channels],
      )
      // A gap in the numbers of its events would have ended a stay with `internal`.
      expect(shown).toMatchObject({ joined: 1_000, failed: {}, ended: {}, refused: {}, disagreeing: 0 })
      expect(shown.changes).toBeGreaterThan(5_000)
      expect(waits.length).toBeGreaterThan(200)
      const probe = { p50: quantile(waits, 0.5), p99: quantile(waits, 0.99) }
      const { answerMs, ownDelayMs, loginMs, host: spent } = shown
      process.stdout.write(
        `1,000 guests: ${JSON.stringify({ probe, answerMs, ownDelayMs, loginMs, spent })}\n`,
      )
      // On the clock's word only where the machine is known to do nothing else.
      if (IS_QUIET) expect(probe.p99).toBeLessThan(ANSWER_P99_MS)
    },
  )
})
