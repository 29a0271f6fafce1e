import process from 'node:process'
import { setTimeout as rest } from 'node:timers/promises'
import { systemClock } from '../../base/clock.ts'
import { LocalHost } from '../local-host.ts'
import type { LoadSummary } from '../load/load-report.ts'
import { requireProcessCost } from '../process-cost.ts'
import { Child } from './child.ts'
import { HostChild } from './host-child.ts'
import { IDLE_CONFIG, type IdleScenario } from './idle-config.ts'
import { IDLE_HELP, readIdleOptions } from './idle-options.ts'
import { jsonOf, summaryOf, textOf, type IdleSeen } from './idle-report.ts'

/** Measures every scenario; answers the exit code: 1 where not all guests came in and stayed. */
export async function run(args: string[]): Promise<number> {
  const options = readIdleOptions(args)
  if (options === undefined) {
    process.stdout.write(IDLE_HELP)
    return 0
  }
  requireProcessCost('bench idle')
  let isWhole = true
  for (const scenario of options.scenarios) {
    const summary = summaryOf(scenario, await measure(scenario, options.seconds))
    process.stdout.write(options.json ? jsonOf(summary) : textOf(summary))
    isWhole &&= summary.here === scenario.users
  }
  return isWhole ? 0 : 1
}

async function measure({ users, channels }: IdleScenario, seconds: number): Promise<IdleSeen> {
  const host = await HostChild.start()
  try {
    await makeChannels(host, channels)
    await rest(IDLE_CONFIG.settleMs)
    const empty = host.cost()
    const guests = users === 0 ? undefined : guestsOf(host, users, channels)
    try {
      await guests?.event('in')
      await rest(IDLE_CONFIG.settleMs)
      const begin = host.cost()
      const beginMs = systemClock.nowMs()
      await rest(seconds * 1000)
      const end = host.cost()
      const spent = (systemClock.nowMs() - beginMs) / 1000
      return { empty, begin, end, seconds: spent, ...(await presence(guests)) }
    } finally {
      await guests?.end()
    }
  } finally {
    await host.end()
  }
}

/** Guests that neither speak nor ask for anything, until they are told to go. */
function guestsOf({ ready }: HostChild, users: number, channels: number): Child {
  const words = { users, talkers: 0, seconds: 86_400, channels, requests: 0 }
  const options = Object.entries(words).map(([name, value]) => `--${name}=${String(value)}`)
  return new Child(['load', ready.invite, ...options, `--join-rate=${String(IDLE_CONFIG.joinRate)}`])
}

/** Who is there in the end, as the guests themselves say when they go. */
async function presence(guests: Child | undefined): Promise<{ here: number; udp: number }> {
  if (guests === undefined) return { here: 0, udp: 0 }
  const done = guests.event('done')
  await guests.end()
  const { paths } = (await done) as LoadSummary
  return { here: paths.udp + paths.tcp, udp: paths.udp }
}

/** Fills the host up to so many channels. */
async function makeChannels({ folder, ready }: HostChild, most: number): Promise<void> {
  const host = await LocalHost.find(folder)
  if (host === undefined) throw new Error('A host that is ready answers.')
  const token = ready.ownerToken
  const { items } = (await host.ask({ method: 'GET', path: '/channels', token })) as { items: unknown[] }
  for (let number = items.length; number < most; number += 1) {
    await host.ask({ method: 'POST', path: '/channels', token, body: { name: `Channel ${String(number)}` } })
  }
}
