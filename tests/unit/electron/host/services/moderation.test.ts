import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Role } from '../../../../../electron/contract/models.ts'
import { acting, HOST_ACTOR, OfflineCommunity } from '../../../../support/offline-community.ts'

let offline: OfflineCommunity
beforeEach(async () => {
  offline = await OfflineCommunity.open()
})
afterEach(() => offline.close())

const refused = (code: string) => expect.objectContaining({ code }) as Error
const TERMS = { reason: 'noise' }

const ACTS = {
  kick: (actor: Role, target: Role) => {
    const { moderation } = offline.community
    const { sourceId } = offline.enter(offline.user('Bob', target))
    moderation.kick(acting(offline.user('Ada', actor)), sourceId, 'noise')
  },
  ban: (actor: Role, target: Role) => {
    const { sourceId } = offline.enter(offline.user('Bob', target))
    offline.community.moderation.banMember(acting(offline.user('Ada', actor)), sourceId, 'both', TERMS)
  },
  mute: (actor: Role, target: Role) => {
    const bob = offline.user('Bob', target)
    offline.community.moderation.setServerMuted(acting(offline.user('Ada', actor)), bob.id, true)
  },
  move: (actor: Role, target: Role) => {
    const { sourceId } = offline.enter(offline.user('Bob', target))
    offline.community.moderation.move(acting(offline.user('Ada', actor)), sourceId, 2)
  },
}

describe.each(Object.entries(ACTS))('%s', (_name, act) => {
  it.each<[Role, Role, boolean]>([
    ['owner', 'admin', true],
    ['admin', 'member', true],
    ['admin', 'guest', true],
    ['admin', 'admin', false],
    ['admin', 'owner', false],
    ['member', 'guest', false],
    ['guest', 'guest', false],
  ])('%s upon %s: %s', (actor, target, allowed) => {
    if (allowed) act(actor, target)
    else
      expect(() => {
        act(actor, target)
      }).toThrow(refused('permission-denied'))
    expect(offline.store.audit.latest(5)).toHaveLength(allowed ? 1 : 0)
  })
})

it('a kick ends the stay, not the acquaintance', () => {
  const bob = offline.user('Bob')
  const { peer, sourceId } = offline.enter(bob)
  offline.community.moderation.kick(HOST_ACTOR, sourceId, 'noise')
  expect([peer.ended, offline.community.room.size]).toEqual(['kicked', 0])
  expect(offline.community.bans.check(undefined, '192.0.2.1')).toBeUndefined()
  expect(() => {
    offline.community.moderation.kick(HOST_ACTOR, sourceId, '')
  }).toThrow(refused('user-unknown'))
  expect(offline.store.audit.latest(1)).toMatchObject([
    { actorName: 'owner token', action: 'kick', targetName: 'Bob', detail: '{"reason":"noise"}' },
  ])
})

it.each([
  ['identity', true, false],
  ['address', false, true],
  ['both', true, true],
] as const)('a ban by %s covers what it says', (scope, byKey, byAddress) => {
  const { bans, moderation } = offline.community
  const bob = offline.user('Bob')
  const laptop = new Uint8Array(32).fill(200)
  offline.store.devices.add({ userId: bob.id, publicKey: laptop, name: 'laptop', at: 0 })
  const { peer, sourceId } = offline.enter(bob)
  moderation.banMember(HOST_ACTOR, sourceId, scope, { ...TERMS, durationS: 60 })
  const covers = () =>
    [bans.check(laptop, '203.0.113.9'), bans.check(undefined, '192.0.2.1')].map((ban) => ban !== undefined)
  expect([peer.ended, ...covers()]).toEqual(['banned', byKey, byAddress])
  offline.clock.advance(60_000)
  expect(covers()).toEqual([false, false])
})

it('a ban of a range ends the stays of those within and below', () => {
  const { moderation } = offline.community
  const ada = offline.user('Ada', 'admin')
  const peers = (['member', 'admin', 'owner'] as const).map((role, index) => {
    return offline.enter(offline.user(`u${String(index)}`, role), 1, { address: '198.51.100.7' }).peer
  })
  const outside = offline.enter(offline.user('far'), 1, { address: '198.51.101.7' }).peer
  const { id } = moderation.banRange(acting(ada), '198.51.100.0/24', TERMS)
  expect([...peers, outside].map(({ ended }) => ended)).toEqual(['banned', undefined, undefined, undefined])
  moderation.lift(acting(ada), id)
  expect(() => {
    moderation.lift(acting(ada), id)
  }).toThrow(refused('ban-unknown'))
  expect(() => moderation.banRange(acting(ada), '198.51.100.0/33', TERMS)).toThrow(refused('range-invalid'))
})

it('who is silenced stays so: after a move, and over a stay', () => {
  const bob = offline.user('Bob')
  const { moderation, room } = offline.community
  const { session, sourceId } = offline.enter(bob)
  moderation.setServerMuted(HOST_ACTOR, bob.id, true)
  room.join(session, 2)
  room.setFlags(session, { muted: false, deafened: true })
  const flags = () => offline.media.filter((command) => command.type === 'memberFlags').at(-1)
  expect(flags()).toEqual({ type: 'memberFlags', sourceId, muted: true, deafened: true })
  room.leave(session)
  const back = offline.store.users.byId(bob.id)
  expect(back?.serverMuted).toBe(true)
  if (back !== undefined) expect(offline.enter(back).session.member.serverMuted).toBe(true)
  moderation.setServerMuted(HOST_ACTOR, bob.id, false)
  expect(flags()).toMatchObject({ muted: false })
})

it('moving somebody needs the right at both ends', () => {
  const { moderation, permissions } = offline.community
  const judge = offline.user('Judge')
  const { session, sourceId } = offline.enter(offline.user('Bob', 'guest'))
  for (const channelId of [1, 2]) {
    expect(() => {
      moderation.move(acting(judge), sourceId, 2)
    }).toThrow(refused('permission-denied'))
    const subject = { kind: 'user', id: judge.id } as const
    offline.store.overrides.set({ channelId, subject, right: 'move', effect: 'allow' })
    permissions.reload()
  }
  moderation.move(acting(judge), sourceId, 2)
  expect(session.member.channelId).toBe(2)
})

it('priority is one’s own to take by right, and ends with the next move', () => {
  const { moderation, room } = offline.community
  const [ada, bob] = [offline.user('Ada', 'admin'), offline.user('Bob')]
  const { session, sourceId } = offline.enter(ada)
  const other = offline.enter(bob)
  moderation.setPriority(acting(ada), sourceId, true)
  expect(session.member.priority).toBe(true)
  room.join(session, 2)
  expect(session.member.priority).toBe(false)
  expect(() => {
    moderation.setPriority(acting(bob), other.sourceId, true)
  }).toThrow(refused('permission-denied'))
  moderation.setPriority(acting(ada), other.sourceId, true)
  moderation.setPriority(acting(bob), other.sourceId, false)
  expect(other.session.member.priority).toBe(false)
})
