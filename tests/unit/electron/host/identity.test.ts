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

it('tries the last port first, then the usual one and those after it, then any', () => {
  const usual = [7780, 7781, 7782, 7783, 7784, 7785, 7786, 7787, 7788, 7789]
  expect(portsToTry(state, undefined, 2)).toEqual([...usual, 0, 0])
  keepPort(state, 5000)
  expect(portsToTry(state, undefined, 2)).toEqual([5000, ...usual, 0, 0])
  keepPort(state, 7781)
  expect(portsToTry(state, undefined, 1).slice(0, 3)).toEqual([7781, 7780, 7782])
  expect([portsToTry(state, 6000, 2), portsToTry(state, 0, 2)]).toEqual([[6000], [0, 0]])
  expect(portsToTry(state, 65_534, 1, true)).toEqual([65_534, 65_535, 0])
})
