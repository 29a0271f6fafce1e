import { describe, expect, test } from 'vitest'
import { FORWARD_CONFIG } from '../../../../../electron/cli/bench/config.ts'
import { readForwardOptions } from '../../../../../electron/cli/bench/forward-options.ts'
import { WrongUsage } from '../../../../../electron/cli/talk-options.ts'

describe('options of bench forward', () => {
  test('has both loads by default', () => {
    expect(readForwardOptions([])).toEqual({
      scenarios: FORWARD_CONFIG.scenarios,
      seconds: FORWARD_CONFIG.seconds,
      rounds: FORWARD_CONFIG.rounds,
      warmUpMs: FORWARD_CONFIG.firstWarmUpMs,
      baseline: 'sendmmsg',
      transport: 'native',
      bind: '::',
      json: false,
    })
    expect(readForwardOptions(['--help'])).toBeUndefined()
  })

  test('reads a load', () => {
    expect(readForwardOptions(['--load', '2:30:50', '--baseline', 'sendto', '--json'])).toMatchObject({
      scenarios: [{ talkers: 2, listeners: 30, packetsPerSecond: 50 }],
      baseline: 'sendto',
      json: true,
    })
  })

  test.each([
    ['--load', '2:30'],
    ['--load', '2:30:50:1'],
    ['--load', '0:30:50'],
    ['--load', '1:30:100000'],
    ['--seconds', '60'],
    ['--seconds', '1.5'],
    ['--rounds', 'many'],
    ['--warm-up', '-1'],
    ['--baseline', 'fast'],
    ['--transport', 'tcp'],
    ['--colour', 'red'],
    ['more', 'words'],
  ])('refuses %s %s', (...args) => {
    expect(() => readForwardOptions(args)).toThrow(WrongUsage)
  })
})
