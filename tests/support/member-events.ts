import fc from 'fast-check'
import type { HostEvent } from '../../electron/contract/gateway.ts'
import { memberOf } from './fake-gateway.ts'

/** Any event about members, of source ids and channels from 1 up to the given ones. */
export function memberEvents(most: {
  readonly sourceId: number
  readonly channelId: number
}): fc.Arbitrary<HostEvent> {
  const sourceId = fc.integer({ min: 1, max: most.sourceId })
  const n = fc.constant(1)
  const member = fc
    .record({ sourceId, channelId: fc.integer({ min: 1, max: most.channelId }), muted: fc.boolean() })
    .map(({ sourceId: id, ...change }) => memberOf(id, change))
  return fc.oneof(
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
}
