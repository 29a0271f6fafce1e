import type { RecordableHistogram } from 'node:perf_hooks'
import { API_CONFIG } from './api-config.ts'

/** What was seen of a run. */
export interface ApiSeen {
  readonly seconds: number
  /** Time of each request, ns. */
  readonly times: RecordableHistogram
  /** Answers by status. */
  readonly statuses: ReadonlyMap<number, number>
  readonly connections: number
  /** CPU time of the host, s. */
  readonly cpuS: number
  /** Memory of the host, bytes, looked at in equal steps of the run. */
  readonly memory: readonly number[]
}

/** What a run has shown. */
export interface ApiSummary {
  readonly requests: number
  /** Answers that were not 200. */
  readonly errors: number
  readonly connections: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly mostMs: number
  /** CPU time of the host for a request, µs. */
  readonly hostUs: number
  /** Memory of the host at the end, and the most of the run's end above the most when it was warm, bytes. */
  readonly memoryBytes: number
  readonly grownBytes: number
}

const OK = 200
const NS_PER_MS = 1e6
const P50 = 50
const P99 = 99

export function summaryOf(seen: ApiSeen): ApiSummary {
  const { seconds, times, statuses, connections, cpuS, memory } = seen
  const requests = [...statuses.values()].reduce((sum, count) => sum + count, 0)
  return {
    requests,
    errors: requests - (statuses.get(OK) ?? 0),
    connections,
    perSecond: requests / seconds,
    p50Ms: times.percentile(P50) / NS_PER_MS,
    p99Ms: times.percentile(P99) / NS_PER_MS,
    mostMs: times.max / NS_PER_MS,
    hostUs: (cpuS * 1e6) / requests,
    memoryBytes: memory.at(-1) ?? 0,
    grownBytes: grownIn(memory),
  }
}

/** The last fifth against the second one: the first is what a host needs to become warm. */
function grownIn(memory: readonly number[]): number {
  const length = Math.max(1, Math.floor(memory.length * API_CONFIG.warmShare))
  const warm = memory.slice(length, 2 * length)
  if (warm.length === 0) return 0
  return Math.max(...memory.slice(-length)) - Math.max(...warm)
}

export function jsonOf(summary: ApiSummary): string {
  return `${JSON.stringify({ event: 'api', ...summary })}\n`
}

export function textOf(summary: ApiSummary): string {
  const { requests, errors, connections, perSecond, p50Ms, p99Ms, mostMs, hostUs } = summary
  const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(1)
  return [
    `${String(requests)} requests one after the other, ${String(errors)} errors, ${String(connections)} connection(s):`,
    `  rate    ${perSecond.toFixed(0)} a second; ${hostUs.toFixed(0)} µs of the host's CPU each`,
    `  answer  p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms, most ${mostMs.toFixed(1)} ms`,
    `  memory  ${mib(summary.memoryBytes)} MiB; ${mib(summary.grownBytes)} MiB more in the last fifth than in the second`,
    '',
  ].join('\n')
}
