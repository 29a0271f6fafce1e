import { describe, expect, it } from 'vitest'
import { IDLE_CONFIG } from '../../../../../electron/cli/bench/idle-config.ts'
import { readIdleOptions } from '../../../../../electron/cli/bench/idle-options.ts'
import { jsonOf, summaryOf, textOf } from '../../../../../electron/cli/bench/idle-report.ts'

describe('the words after `bench idle`', () => {
  it('are what the product promises where nothing is said', () => {
    expect(readIdleOptions([])).toEqual({ scenarios: IDLE_CONFIG.scenarios, seconds: 30, json: false })
    expect(readIdleOptions(['--help'])).toBeUndefined()
  })

  it('make a scenario of their own, with the promise that holds for it', () => {
    const scenarioOf = (...args: string[]) => readIdleOptions(args)?.scenarios
    expect(scenarioOf('--users', '300')).toEqual([{ users: 300, channels: 40, budgetPercent: 3 }])
    expect(scenarioOf('--users', '4')).toEqual([{ users: 4, channels: 4, budgetPercent: 3 }])
    expect(scenarioOf('--users', '2000', '--channels', '7')).toEqual([{ users: 2_000, channels: 7 }])
    expect(scenarioOf('--channels', '500')).toEqual([{ users: 0, channels: 500, budgetPercent: 1 }])
  })

  it.each([
    [['--users', '6000'], "--users takes 0 to 5000, not '6000'."],
    [['--channels', '0'], "--channels takes 1 to 1000, not '0'."],
    [['--seconds', '1.5'], "--seconds takes 1 to 600, not '1.5'."],
    [['--window', '3'], "Unknown option '--window'"],
  ])('%j are refused', (args, message) => {
    expect(() => readIdleOptions(args)).toThrow(message)
  })
})

describe('idle report', () => {
  const scenario = { users: 100, channels: 5, budgetPercent: 3 }
  const cost = (cpuS: number, mediaS: number, memoryMib: number) => ({
    ...{ cpuS, mediaS },
    memoryBytes: memoryMib * 2 ** 20,
  })
  const seen = { empty: cost(1, 0.1, 200), begin: cost(9, 0.5, 209), end: cost(9.4, 0.6, 210) }

  it('divides time by the window, and memory by those who are there', () => {
    const summary = summaryOf(scenario, { ...seen, seconds: 20, here: 80, udp: 79 })
    expect(summary.cpuSeconds).toBeCloseTo(0.4)
    expect(summary.cpuPercent).toBeCloseTo(2)
    expect(summary.mediaPercent).toBeCloseTo(0.5)
    expect(summary.guestBytes).toBe((10 * 2 ** 20) / 80)
    expect(JSON.parse(jsonOf(summary))).toMatchObject({ event: 'idle', ...scenario, here: 80, udp: 79 })
    expect(textOf(summary)).toContain('2.00 % of a core (0.50 % the media worker; budget 3 %)')
    expect(textOf(summary)).toContain('128 KiB a guest; budget 110 KiB')
  })

  it('tells no memory of guests where there are none', () => {
    const summary = summaryOf({ users: 0, channels: 9 }, { ...seen, seconds: 20, here: 0, udp: 0 })
    expect(summary.guestBytes).toBeNull()
    expect(textOf(summary)).not.toContain('a guest')
    expect(textOf(summary)).not.toContain('budget')
  })
})
