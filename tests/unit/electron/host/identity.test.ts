import { beforeEach, expect, it } from 'vitest'
import { hostName, keepPort, portsToTry } from '../../../../electron/host/identity.ts'
import type { StateRepository } from '../../../../electron/storage/repositories/state.ts'
import { stateInMemory } from '../../../support/state-in-memory.ts'

let state: StateRepository
beforeEach(() => {
  state = stateInMemory()
})

it('keeps the name it was given', () => {
  const first = hostName(state, undefined)
  expect(first.length).toBeGreaterThan(0)
  expect([hostName(state, ' Den '), hostName(state, undefined), hostName(state, ' ')]).toEqual([
    'Den',
    'Den',
    'Den',
  ])
  expect(() => hostName(state, 'x'.repeat(33))).toThrow(expect.objectContaining({ code: 'name-invalid' }))
  expect(() => hostName(state, 'a\nb')).toThrow(expect.objectContaining({ code: 'name-invalid' }))
})

it('tries the last port first, then the usual one, then any', () => {
  expect(portsToTry(state, undefined, 2)).toEqual([7780, 0, 0])
  keepPort(state, 5000)
  expect(portsToTry(state, undefined, 2)).toEqual([5000, 7780, 0, 0])
  keepPort(state, 7780)
  expect(portsToTry(state, undefined, 1)).toEqual([7780, 0])
  expect([portsToTry(state, 6000, 2), portsToTry(state, 0, 2)]).toEqual([[6000], [0, 0]])
})
