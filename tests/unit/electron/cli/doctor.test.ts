import { expect, it } from 'vitest'
import { findingOf, lineOf, ok } from '../../../../electron/cli/doctor/check.ts'
import {
  addressFinding,
  clockFinding,
  nodeFinding,
  priorityFinding,
  soundFinding,
} from '../../../../electron/cli/doctor/machine-checks.ts'
import { PalabreError } from '../../../../electron/contract/errors.ts'

const states = (...findings: { readonly state: string }[]): string[] => findings.map(({ state }) => state)

it('makes one line of each finding, what is thrown among them', async () => {
  const good = await findingOf({ name: 'port', look: () => ok('free') })
  expect(lineOf(good)).toMatch(/^ok +port +free$/)
  const bad = await findingOf({
    name: 'port',
    look: () => {
      throw new PalabreError('port-in-use', { detail: 'TCP port 1' })
    },
  })
  expect(lineOf(bad)).toMatch(
    /^FAIL +port +Another program uses this port\. \(TCP port 1\) Choose another port/,
  )
})

it('tells what a host can live with from what it cannot', () => {
  expect(states(nodeFinding('24.9.0'), nodeFinding('22.1.0'))).toEqual(['ok', 'warn'])
  expect(states(priorityFinding(true), priorityFinding(false))).toEqual(['ok', 'warn'])
  const error = new PalabreError('audio-unavailable').report()
  expect(states(soundFinding({ devices: [], error }), soundFinding({ devices: [] }))).toEqual([
    'warn',
    'warn',
  ])
  expect(states(addressFinding('::', {}), addressFinding('192.0.2.1', {}))).toEqual(['warn', 'ok'])
  expect(states(clockFinding(1, 5, 5), clockFinding(1, 4, 5), clockFinding(0, 5, 5))).toEqual([
    'ok',
    'warn',
    'fail',
  ])
})
