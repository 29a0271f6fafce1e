import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { costOf, processCost } from '../../../../electron/cli/process-cost.ts'

describe('what a process costs', () => {
  it('is read behind a name that holds blanks and brackets', () => {
    const stat = '7 (a) b) c) S 1 7 7 0 -1 4194304 100 0 0 0 250 75 0 0 20 0 11 0 123 456 789'
    const status = 'Name:\ta\nVmHWM:\t  900 kB\nVmRSS:\t  512 kB\nThreads:\t3\n'
    expect(costOf(stat, status)).toEqual({ cpuS: 3.25, memoryBytes: 512 * 1024 })
  })

  it.skipIf(process.platform !== 'linux')('of this one is what it says itself', () => {
    const { user, system } = process.cpuUsage()
    const cost = processCost(process.pid)
    expect(cost.cpuS).toBeGreaterThan((user + system) / 1e6 - 0.05)
    expect(cost.memoryBytes).toBeGreaterThan(10 * 2 ** 20)
    expect(() => processCost(2 ** 30)).toThrow('ENOENT')
  })
})
