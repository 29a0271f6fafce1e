import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Nonces, People } from '../../../../../electron/cli/load/people.ts'
import type { HostEvent } from '../../../../../electron/contract/gateway.ts'
import { applyEvent, roomOf } from '../../../../../electron/session/room.ts'
import { memberOf, welcomeOf } from '../../../../support/fake-gateway.ts'

const sourceId = fc.integer({ min: 1, max: 200 })
const n = fc.constant(1)
const member = fc
  .record({ sourceId, channelId: fc.integer({ min: 1, max: 900 }), muted: fc.boolean() })
  .map(({ sourceId: id, ...change }) => memberOf(id, change))
const event: fc.Arbitrary<HostEvent> = fc.oneof(
  fc.record({ type: fc.constantFrom('memberJoined' as const, 'memberChanged' as const), n, member }),
  fc.record({ type: fc.constant('memberLeft' as const), n, sourceId }),
  fc.record({
    type: fc.constant('membersChanged' as const),
    n,
    members: fc.array(member, { maxLength: 5 }),
    flags: fc.array(fc.tuple(sourceId, fc.integer({ min: 0, max: 31 })), { maxLength: 5 }),
    left: fc.array(sourceId, { maxLength: 3 }),
  }),
)

describe('what a user of a load knows of everybody', () => {
  it('is what a guest knows', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const welcome = welcomeOf()
        const people = new People(new Nonces(), welcome.members)
        for (const each of events) people.apply(each)
        const { members } = events.reduce(applyEvent, roomOf(welcome))
        for (let id = 1; id <= 200; id += 1) {
          expect(people.channelOf(id)).toBe(members.get(id)?.channelId)
          expect(people.isMuted(id)).toBe(members.get(id)?.muted ?? false)
        }
      }),
    )
  })
})
