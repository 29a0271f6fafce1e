import { createHistogram, monitorEventLoopDelay, type ELDHistogram } from 'node:perf_hooks'
import process from 'node:process'
import { FORWARD_BOUNDS_US } from '../../contract/media.ts'
import type { MetricsSample } from './metrics-recorder.ts'

/** How often the delay of the event loop is looked at, ms: finer than anybody notices, and it costs a timer. */
const LOOP_RESOLUTION_MS = 10
const NS_PER_MS = 1e6
const SHARES = { P50: 50, P99: 99 } as const
const CLIENT_ERROR = 400
const SERVER_ERROR = 500

export interface PeriodFiguresOptions {
  /** Totals since the start of the host, by name. */
  readonly counters: () => MetricsSample
  /** Of a steady clock, ms. */
  readonly nowMs: () => number
  /** Makes what watches the event loop; the machine's own where it is not given. */
  readonly watchLoop?: typeof monitorEventLoopDelay
}

/**
 * Figures that have a meaning over a time only: quantiles and shares. Whoever calls `take` ends one period and begins
 * the next. Holds a timer of the machine until it is closed.
 */
export class PeriodFigures {
  readonly #options: PeriodFiguresOptions
  readonly #loop: ELDHistogram
  readonly #answers = createHistogram()
  readonly #totals = { requests: 0, requestsRefused: 0, requestsFailed: 0 }
  #cpu = process.cpuUsage()
  #sinceMs: number
  #forwarded: readonly number[] = []

  constructor(options: PeriodFiguresOptions) {
    this.#options = options
    this.#sinceMs = options.nowMs()
    this.#loop = (options.watchLoop ?? monitorEventLoopDelay)({ resolution: LOOP_RESOLUTION_MS })
    this.#loop.enable()
  }

  /** A request was answered with a status, after so long. */
  answered(status: number, tookMs: number): void {
    this.#totals.requests += 1
    if (status >= SERVER_ERROR) this.#totals.requestsFailed += 1
    else if (status >= CLIENT_ERROR) this.#totals.requestsRefused += 1
    this.#answers.record(Math.max(1, Math.round(tookMs * NS_PER_MS)))
  }

  /** Requests since the start. */
  get totals(): MetricsSample {
    return { ...this.#totals }
  }

  take(): MetricsSample {
    return { ...this.#takeLoop(), ...this.#takeAnswers(), ...this.#takeCpu(), ...this.#takeForwarded() }
  }

  close(): void {
    this.#loop.disable()
  }

  #takeLoop(): MetricsSample {
    // The monitor counts from timer to timer: what is above its own interval is delay.
    const delay = (ns: number): number => Math.max(0, ns / NS_PER_MS - LOOP_RESOLUTION_MS)
    const { P50, P99 } = SHARES
    const seen = this.#loop.count > 0
    const figures = {
      eventLoopP50Ms: seen ? delay(this.#loop.percentile(P50)) : 0,
      eventLoopP99Ms: seen ? delay(this.#loop.percentile(P99)) : 0,
      eventLoopMostMs: seen ? delay(this.#loop.max) : 0,
    }
    this.#loop.reset()
    return figures
  }

  #takeAnswers(): MetricsSample {
    const seen = this.#answers.count > 0
    const at = (share: number): number => (seen ? this.#answers.percentile(share) / NS_PER_MS : 0)
    const figures = { requestP50Ms: at(SHARES.P50), requestP99Ms: at(SHARES.P99) }
    this.#answers.reset()
    return figures
  }

  /** Of one core; more than 100 where several are at work. */
  #takeCpu(): MetricsSample {
    const { user, system } = process.cpuUsage(this.#cpu)
    const nowMs = this.#options.nowMs()
    const spanMs = Math.max(1, nowMs - this.#sinceMs)
    this.#cpu = process.cpuUsage()
    this.#sinceMs = nowMs
    return { cpuPercent: (user + system) / 1000 / spanMs / 0.01 }
  }

  #takeForwarded(): MetricsSample {
    const totals = forwardCounts(this.#options.counters())
    const fresh = totals.map((total, place) => Math.max(0, total - (this.#forwarded[place] ?? 0)))
    this.#forwarded = totals
    const { P50, P99 } = SHARES
    return { forwardP50Us: quantileOf(fresh, P50 / 100), forwardP99Us: quantileOf(fresh, P99 / 100) }
  }
}

/** The counters of the way through the media worker, by class. */
export function forwardCounts(counters: MetricsSample): number[] {
  return [...FORWARD_BOUNDS_US.map(String), 'more'].map((bound) => counters[`forwardUs:${bound}`] ?? 0)
}

/** The upper end of the class a quantile lies in, µs; of the last class its lower end, 0 where nothing was counted. */
export function quantileOf(counts: readonly number[], share: number): number {
  let left = Math.ceil(share * counts.reduce((sum, count) => sum + count, 0))
  if (left === 0) return 0
  for (const [place, bound] of FORWARD_BOUNDS_US.entries()) {
    left -= counts[place] ?? 0
    if (left <= 0) return bound
  }
  return FORWARD_BOUNDS_US.at(-1) ?? 0
}
