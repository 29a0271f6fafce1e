import { createHistogram } from 'node:perf_hooks'
import process from 'node:process'
import { systemClock } from '../../base/clock.ts'
import { parseInvite } from '../../contract/invite.ts'
import { LocalHost } from '../local-host.ts'
import { requireProcessCost } from '../process-cost.ts'
import { API_CONFIG } from './api-config.ts'
import { API_HELP, readApiOptions } from './api-options.ts'
import { jsonOf, summaryOf, textOf, type ApiSeen } from './api-report.ts'
import { HostChild } from './host-child.ts'
import { KeepAlive } from './keep-alive.ts'

/** Asks a host of its own; answers the exit code: 1 where any answer was not as it should be. */
export async function run(args: string[]): Promise<number> {
  const options = readApiOptions(args)
  if (options === undefined) {
    process.stdout.write(API_HELP)
    return 0
  }
  requireProcessCost('bench api')
  const host = await HostChild.start()
  try {
    const summary = summaryOf(await ask(host, options.requests))
    process.stdout.write(options.json ? jsonOf(summary) : textOf(summary))
    return summary.errors === 0 ? 0 : 1
  } finally {
    await host.end()
  }
}

async function ask(host: HostChild, requests: number): Promise<ApiSeen> {
  const { port, invite } = host.ready
  const tokens = await makeTokens(host)
  const api = new KeepAlive(port, parseInvite(invite).fingerprint)
  const { paths, lookEvery } = API_CONFIG
  const times = createHistogram()
  const statuses = new Map<number, number>()
  const memory: number[] = []
  const before = host.cost()
  const startMs = systemClock.nowMs()
  try {
    for (let number = 0; number < requests; number += 1) {
      const askedNs = systemClock.nowNs()
      const path = paths[number % paths.length] ?? ''
      const { status } = await api.get(path, tokens[number % tokens.length] ?? '')
      times.record(systemClock.nowNs() - askedNs)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (number % lookEvery === 0) memory.push(host.cost().memoryBytes)
    }
    const seconds = (systemClock.nowMs() - startMs) / 1000
    const after = host.cost()
    memory.push(after.memoryBytes)
    return { seconds, times, statuses, connections: api.connections, cpuS: after.cpuS - before.cpuS, memory }
  } finally {
    api.close()
  }
}

async function makeTokens({ folder, ready }: HostChild): Promise<string[]> {
  const host = await LocalHost.find(folder)
  if (host === undefined) throw new Error('A host that is ready answers.')
  const tokens: string[] = []
  for (let number = 1; number <= API_CONFIG.tokens; number += 1) {
    const body = { name: `Bench ${String(number)}`, scopes: ['read', 'metrics'] }
    const made = await host.ask({ method: 'POST', path: '/tokens', token: ready.ownerToken, body })
    tokens.push((made as { token: string }).token)
  }
  return tokens
}
