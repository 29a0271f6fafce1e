import { monitorEventLoopDelay, type ELDHistogram, type EventLoopMonitorOptions } from 'node:perf_hooks'
import { afterEach, expect, it } from 'vitest'
import { FORWARD_BOUNDS_US } from '../../../../../electron/contract/media.ts'
import { PeriodFigures, quantileOf } from '../../../../../electron/host/services/period-figures.ts'

let figures: PeriodFigures | undefined
afterEach(() => {
  figures?.close()
})

it('tells of each period what was in it alone', () => {
  let nowMs = 0
  const counters: Record<string, number> = { 'forwardUs:50': 10, 'forwardUs:more': 0 }
  figures = new PeriodFigures({ counters: () => ({ ...counters }), nowMs: () => nowMs })
  figures.answered(200, 4)
  figures.answered(404, 4)
  figures.answered(500, 4)
  nowMs = 1_000
  const first = figures.take()
  expect(first).toMatchObject({ forwardP50Us: 50, forwardP99Us: 50 })
  // The histogram rounds by less than a percent.
  expect(first['requestP99Ms']).toBeCloseTo(4, 1)
  expect(first['cpuPercent']).toBeGreaterThan(0)
  expect(figures.totals).toEqual({ requests: 3, requestsRefused: 1, requestsFailed: 1 })
  counters['forwardUs:more'] = 5
  nowMs = 2_000
  expect(figures.take()).toMatchObject({ requestP99Ms: 0, forwardP50Us: FORWARD_BOUNDS_US.at(-1) })
  nowMs = 3_000
  expect(figures.take()).toMatchObject({ forwardP50Us: 0, forwardP99Us: 0 })
})

it('a media worker that begins anew does not count backwards', () => {
  const counters: Record<string, number> = { 'forwardUs:50': 10 }
  figures = new PeriodFigures({ counters: () => ({ ...counters }), nowMs: () => 0 })
  figures.take()
  counters['forwardUs:50'] = 2
  expect(figures.take()).toMatchObject({ forwardP50Us: 0 })
})

it('stops to watch the event loop when it is closed: a host started again has one watch', () => {
  const watches = new Map<ELDHistogram, boolean>()
  const watchLoop = (options?: EventLoopMonitorOptions): ELDHistogram => {
    const watch = monitorEventLoopDelay(options)
    const [enable, disable] = [watch.enable.bind(watch), watch.disable.bind(watch)]
    watch.enable = () => {
      watches.set(watch, true)
      return enable()
    }
    watch.disable = () => {
      watches.set(watch, false)
      return disable()
    }
    return watch
  }
  for (let turn = 0; turn < 3; turn += 1) {
    figures = new PeriodFigures({ counters: () => ({}), nowMs: () => 0, watchLoop })
    expect([...watches.values()].filter((on) => on)).toHaveLength(1)
    figures.close()
  }
  expect([...watches.values()]).toEqual([false, false, false])
})

it.each([
  { counts: [], share: 0.5, is: 0 },
  { counts: [1, 1], share: 0.5, is: 50 },
  { counts: [1, 1], share: 0.99, is: 100 },
  { counts: [99, 0, 1], share: 0.99, is: 50 },
])('$share of $counts is $is', ({ counts, share, is }) => {
  expect(quantileOf(counts, share)).toBe(is)
})
