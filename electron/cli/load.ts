import process from 'node:process'
import { systemClock } from '../base/clock.ts'
import { systemRandom } from '../base/random.ts'
import { HostWatch } from './load/host-watch.ts'
import { checkFileLimit } from './load/file-limit.ts'
import { LOAD_HELP, readLoadOptions, type LoadOptions } from './load/load-options.ts'
import { doneLine, inLine, progressLine, summaryOf } from './load/load-report.ts'
import { LoadRun } from './load/load-run.ts'
import { requireProcessCost } from './process-cost.ts'
import { WrongUsage } from './talk-options.ts'

const USAGE_EXIT = 2
const PROGRESS_MS = 1_000

/** `palabre load`: fills a host with synthetic users; fails where any of them could not come in or stay. */
export async function run(args: string[]): Promise<number> {
  try {
    const options = readLoadOptions(args)
    if (options !== undefined) checkFileLimit(options.users)
    if (options?.hostPid !== undefined) requireProcessCost('--host-pid')
    if (options !== undefined) return await load(options)
    process.stdout.write(LOAD_HELP)
    return 0
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error
    process.stderr.write(`palabre load: ${error.message}\n`)
    return USAGE_EXIT
  }
}

async function load(options: LoadOptions): Promise<number> {
  const run = new LoadRun(options, { clock: systemClock, random: systemRandom })
  let interrupted = false
  const interrupt = () => {
    interrupted = true
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.once(signal, interrupt)
  const stopProgress = tellProgress(run, options.json)
  const host = options.hostPid === undefined ? undefined : new HostWatch(options.hostPid, systemClock)
  try {
    await run.join(() => interrupted)
    process.stdout.write(`${inLine(run, options.json)}\n`)
    host?.begin()
    await run.run(options.seconds, () => interrupted)
    const summary = summaryOf(run, options.users, host?.spent(run.guests.length))
    process.stdout.write(`${doneLine(summary, options.json)}\n`)
    const isWhole = Object.keys(summary.failed).length + Object.keys(summary.ended).length === 0
    return isWhole ? 0 : 1
  } finally {
    stopProgress()
    run.close()
    for (const signal of signals) process.off(signal, interrupt)
  }
}

/** A line each second; the answer ends it. */
function tellProgress(run: LoadRun, json: boolean): () => void {
  const startMs = systemClock.nowMs()
  const timer = setInterval(() => {
    const second = Math.round((systemClock.nowMs() - startMs) / 1000)
    process.stdout.write(`${progressLine(run, second, json)}\n`)
  }, PROGRESS_MS)
  return () => {
    clearInterval(timer)
  }
}
