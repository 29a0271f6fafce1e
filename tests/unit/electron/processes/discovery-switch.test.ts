import { expect, it } from 'vitest'
import { DISCOVERY_SWITCH, lanOf, mayDiscover } from '../../../../electron/processes/discovery-switch.ts'

it('forbids announcing and looking where the environment says so, and else nothing', () => {
  expect(mayDiscover({})).toBe(true)
  expect(lanOf({})).toEqual({})
  const off = { [DISCOVERY_SWITCH]: 'off' }
  expect(mayDiscover(off)).toBe(false)
  expect(lanOf(off).interfaces?.()).toEqual({})
})
