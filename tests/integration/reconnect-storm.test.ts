import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect, it } from 'vitest'
import { processCost } from '../../electron/cli/process-cost.ts'
import type { LoadSummary } from '../../electron/cli/load/load-report.ts'
import { formatInvite, parseInvite } from '../../electron/contract/invite.ts'
import { askHost } from '../support/ask-host.ts'
import { openCutLink } from '../support/cut-link.ts'
import { requirePart } from '../support/requirement.ts'
import { spawnHost } from '../support/running-host.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const CLI = join(import.meta.dirname, '../../electron/cli/index.ts')
/** All of them in one process beside the host want more of two cores than a test may take every time. */
const GUESTS = process.env['PALABRE_LONG'] === undefined ? 100 : 500
/** Others, who talk all the time. */
const OTHERS = 8
const TALKERS = 2
const CHANNELS = 20
const BACK_MS = 15_000
const MEGABYTE = 2 ** 20

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** A `palabre load` that goes on until it is told to end. */
class Load {
  readonly #child
  readonly #in: Promise<unknown>
  #here = 0
  #done: LoadSummary | undefined

  constructor(invite: string, words: Readonly<Record<string, number>>, ...flags: string[]) {
    const options = Object.entries({ ...words, seconds: 600, requests: 0 })
    const args = options.map(([name, value]) => `--${name}=${String(value)}`)
    this.#child = spawn(process.execPath, [CLI, 'load', invite, '--json', ...args, ...flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const { promise, resolve } = Promise.withResolvers<undefined>()
    this.#in = promise
    createInterface(this.#child.stdout).on('line', (line) => {
      const told = JSON.parse(line) as { event: string; here: number }
      if (told.event === 'in') resolve(undefined)
      if (told.event === 'progress') this.#here = told.here
      if (told.event === 'done') this.#done = told as unknown as LoadSummary
    })
  }

  async in(): Promise<void> {
    await this.#in
  }

  /** Users that were here at the last second. */
  here(): number {
    return this.#here
  }

  async end(): Promise<LoadSummary> {
    if (this.#child.exitCode === null) {
      const closed = once(this.#child, 'close')
      this.#child.kill('SIGINT')
      await closed
    }
    if (this.#done === undefined) throw new Error('The load did not come to its end.')
    return this.#done
  }
}

it.skipIf(requirePart('linux'))(
  'abuse 53: guests lose the host all at once, and are back within 15 s',
  { timeout: 240_000 },
  async () => {
    const { folder, remove } = await temporaryFolder()
    closers.push(remove)
    const host = await spawnHost('--data', folder, '--bind', '127.0.0.1', '--port', '0')
    closers.push(() => host.end('SIGTERM'))
    // Channels that stay while nobody is there.
    for (let number = 1; number < CHANNELS; number += 1) {
      await askHost(host.ready, '/channels', host.ready.ownerToken, { name: `Place ${String(number)}` })
    }
    // As in the world, not all behind one address.
    let opened = 0
    const way = await openCutLink(host.ready.port, () => `127.0.1.${String(1 + (opened++ % 200))}`)
    closers.push(() => {
      way.close()
    })
    const parsed = parseInvite(host.ready.invite)
    const through = formatInvite({ ...parsed, addresses: [{ host: '127.0.0.1', port: way.port }] })
    const crowd = new Load(through, { users: GUESTS, talkers: 0, channels: CHANNELS }, '--come-back')
    closers.push(() => crowd.end())
    await crowd.in()
    const call = new Load(host.ready.invite, { users: OTHERS, talkers: TALKERS })
    closers.push(() => call.end())
    await call.in()
    await expect.poll(() => crowd.here(), { timeout: 5_000 }).toBe(GUESTS)

    const before = processCost(host.ready.pid).memoryBytes
    way.cut()
    await expect.poll(() => crowd.here(), { timeout: 10_000 }).toBe(0)
    way.mend()
    await expect.poll(() => crowd.here(), { timeout: 2 * BACK_MS, interval: 200 }).toBe(GUESTS)
    const grown = processCost(host.ready.pid).memoryBytes - before

    const after = await crowd.end()
    // Nobody's stay ended, and nobody sees anybody otherwise than that one is.
    expect(after).toMatchObject({ joined: GUESTS, returned: GUESTS, failed: {}, ended: {}, disagreeing: 0 })
    expect(after.returnMs.most).toBeLessThan(BACK_MS)
    const { offered, lost, unopened, duplicates, paths, ended, delayMs } = await call.end()
    const voice = { offered, lost, unopened, duplicates, paths, delayMs }
    const shown = { returnMs: after.returnMs, grownMiB: grown / MEGABYTE, call: voice }
    process.stdout.write(`storm: ${JSON.stringify(shown)}\n`)
    expect(ended).toEqual({})
    expect(offered).toBeGreaterThan(1_000)
    // Voice may overtake the fresh key it is sealed with: that packet is lost to that listener, and no other.
    expect(lost).toBe(unopened)
    expect(unopened).toBeLessThan(offered / 100)
    expect(grown).toBeLessThan(100 * MEGABYTE)
  },
)
