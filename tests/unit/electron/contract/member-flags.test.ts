import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flagsOf, MOST_MEMBER_FLAGS, withFlags } from '../../../../electron/contract/member-flags.ts'
import { memberOf } from '../../../support/fake-gateway.ts'

const flagged = fc.record({
  muted: fc.boolean(),
  deafened: fc.boolean(),
  serverMuted: fc.boolean(),
  priority: fc.boolean(),
  path: fc.constantFrom('none' as const, 'udp' as const, 'tcp' as const),
})

describe('flags of a member as a number', () => {
  it('say all of it, and nothing else of the member', () => {
    fc.assert(
      fc.property(flagged, flagged, (before, after) => {
        const flags = flagsOf(after)
        expect(flags).toBeLessThanOrEqual(MOST_MEMBER_FLAGS)
        expect(withFlags(memberOf(4, before), flags)).toEqual(memberOf(4, after))
      }),
    )
  })

  it('keep their bits, which guests of other versions know', () => {
    const on = { muted: true, deafened: false, serverMuted: true, priority: false, path: 'tcp' } as const
    expect(flagsOf(on)).toBe(0b10_0101)
  })
})
