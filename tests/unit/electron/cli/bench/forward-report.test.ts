import { describe, expect, test } from 'vitest'
import { jsonOf, median, summaryOf, textOf } from '../../../../../electron/cli/bench/forward-report.ts'

const scenario = { talkers: 1, listeners: 100, packetsPerSecond: 10 }

function side(cpuUs: number, packetsOut = 1_000, heard = packetsOut) {
  return { cpuNs: cpuUs * 1_000 * packetsOut, packetsIn: packetsOut / 100, packetsOut, sendFailed: 0, heard }
}

describe('forward report', () => {
  test('takes the median of odd and even counts', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 2, 3])).toBe(2.5)
  })

  test('divides time by datagrams, and rounds by their own neighbours', () => {
    const summary = summaryOf(scenario, [
      { baseline: side(3), media: side(3.3) },
      // A slow spell of the machine hits both sides.
      { baseline: side(6), media: side(7.2) },
      { baseline: side(3), media: side(4.5, 1_000, 990) },
    ])
    expect(summary.baselineUs).toBeCloseTo(3)
    expect(summary.mediaUs).toBeCloseTo(4.5)
    expect(summary.ratio).toBeCloseTo(1.2)
    expect(summary.lowestRatio).toBeCloseTo(1.1)
    expect(summary.highestRatio).toBeCloseTo(1.5)
    expect(summary.lostShare).toBeCloseTo(10 / 6_000)
    expect(summary.packetsOutPerSecond).toBe(1_000)
    expect(JSON.parse(jsonOf(summary))).toMatchObject({ event: 'forward', ...scenario, rounds: 3 })
    expect(textOf(summary)).toContain('ratio         1.20 (1.10 to 1.50 in 3 rounds; budget 1.25)')
  })
})
