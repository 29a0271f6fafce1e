import { createHistogram } from 'node:perf_hooks'
import { describe, expect, it } from 'vitest'
import { readApiOptions } from '../../../../../electron/cli/bench/api-options.ts'
import { jsonOf, summaryOf, textOf } from '../../../../../electron/cli/bench/api-report.ts'

describe('the words after `bench api`', () => {
  it('say how many requests', () => {
    expect(readApiOptions(['--requests', '1000000', '--json'])).toEqual({ requests: 1_000_000, json: true })
    expect(readApiOptions([])).toEqual({ requests: 20_000, json: false })
    expect(readApiOptions(['--help'])).toBeUndefined()
  })

  it.each([
    [['--requests', '0'], "--requests takes 1 to 10000000, not '0'."],
    [['many'], "Unexpected argument 'many'"],
  ])('%j are refused', (args, message) => {
    expect(() => readApiOptions(args)).toThrow(message)
  })
})

describe('api report', () => {
  const times = createHistogram()
  for (let ms = 1; ms <= 100; ms += 1) times.record(ms * 1e6)
  const seen = { seconds: 4, times, connections: 1, cpuS: 0.2 }

  it('counts every answer that is none of success as an error', () => {
    const statuses = new Map([
      [200, 990],
      [429, 8],
      [500, 2],
    ])
    const summary = summaryOf({ ...seen, statuses, memory: [5, 5] })
    expect(summary).toMatchObject({ requests: 1_000, errors: 10, perSecond: 250, connections: 1 })
    expect(summary.hostUs).toBeCloseTo(200)
    expect(summary.p50Ms).toBeCloseTo(50, 0)
    expect(summary.p99Ms).toBeCloseTo(99, 0)
    expect(JSON.parse(jsonOf(summary))).toMatchObject({ event: 'api', requests: 1_000, errors: 10 })
    expect(textOf(summary)).toContain('250 a second')
  })

  it('compares the memory of the end with that of a host that is warm', () => {
    const statuses = new Map([[200, 10]])
    const memory = [100, 150, 200, 210, 205, 200, 205, 230, 220, 215]
    expect(summaryOf({ ...seen, statuses, memory })).toMatchObject({ memoryBytes: 215, grownBytes: 10 })
    expect(summaryOf({ ...seen, statuses, memory: [7] }).grownBytes).toBe(0)
  })
})
