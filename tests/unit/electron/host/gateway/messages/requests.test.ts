import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  answerRequest,
  type Answer,
  type SessionRequest,
} from '../../../../../../electron/host/gateway/messages/requests.ts'
import type { InvitedRole } from '../../../../../../electron/contract/models.ts'
import { InviteService, type InviteTerms } from '../../../../../../electron/host/services/invite-service.ts'
import { seededRandom } from '../../../../../support/seeded-random.ts'
import type { Session } from '../../../../../../electron/host/services/roster.ts'
import { OfflineCommunity } from '../../../../../support/offline-community.ts'

let offline: OfflineCommunity
let invites: InviteService
/** What the last invite was asked to be. */
let asked: InviteTerms | undefined
beforeEach(async () => {
  offline = await OfflineCommunity.open()
  const { store, clock } = offline
  invites = new InviteService({ store, clock, random: seededRandom(4) })
})
afterEach(() => offline.close())

const refused = (code: string) => expect.objectContaining({ code }) as Error

async function ask(session: Session, request: SessionRequest): Promise<Answer> {
  const { store, community } = offline
  return answerRequest(session, request, {
    ...community,
    passes: offline.passes,
    users: store.users,
    invites,
    createInvite: (terms) => {
      asked = terms
      return invites.create(terms)
    },
  })
}

it('an admin runs the place through the connection', async () => {
  const ada = offline.enter(offline.user('Ada', 'admin'))
  const bob = offline.enter(offline.user('Bob'))
  const { sourceId, member } = { sourceId: bob.sourceId, member: bob.session.member }
  const made = await ask(ada.session, {
    type: 'createChannel',
    id: 1,
    channel: { name: 'Stage', parentId: 2 },
  })
  const channelId = made.channelId ?? 0
  await ask(ada.session, {
    type: 'changeChannel',
    id: 2,
    channelId,
    change: { memberLimit: 7, password: 'sesame' },
  })
  expect(offline.community.tree.get(channelId)).toMatchObject({ memberLimit: 7, locked: true, parentId: 2 })
  await ask(ada.session, { type: 'move', id: 3, sourceId, channelId })
  await ask(ada.session, { type: 'serverMute', id: 4, userId: member.userId, on: true })
  await ask(ada.session, { type: 'priority', id: 5, sourceId, on: true })
  expect(bob.session.member).toMatchObject({ channelId, serverMuted: true, priority: true })
  await ask(ada.session, { type: 'removeChannel', id: 6, channelId })
  expect(bob.session.member.channelId).toBe(1)
  await ask(ada.session, { type: 'kick', id: 7, sourceId, reason: '' })
  expect(bob.peer.ended).toBe('kicked')
  const eve = offline.enter(offline.user('Eve'))
  await ask(ada.session, { type: 'ban', id: 8, sourceId: eve.sourceId, scope: 'identity', reason: 'x' })
  expect(eve.peer.ended).toBe('banned')
})

it.each<SessionRequest>([
  { type: 'kick', id: 1, sourceId: 1, reason: '' },
  { type: 'ban', id: 1, sourceId: 1, scope: 'both', reason: '' },
  { type: 'move', id: 1, sourceId: 1, channelId: 2 },
  { type: 'serverMute', id: 1, userId: 1, on: true },
  { type: 'priority', id: 1, sourceId: 2, on: true },
  { type: 'createChannel', id: 1, channel: { name: 'mine' } },
  { type: 'changeChannel', id: 1, channelId: 1, change: { name: 'mine' } },
  { type: 'removeChannel', id: 1, channelId: 1 },
  { type: 'explain', id: 1, userId: 1, right: 'ban' },
])('a member may not $type', async (request) => {
  offline.enter(offline.user('Ada'))
  const { session } = offline.enter(offline.user('Bob'))
  await expect(ask(session, request)).rejects.toEqual(refused('permission-denied'))
})

it('comes into a channel by its password, and makes no invite without the right', async () => {
  const { session } = offline.enter(offline.user('Gus', 'guest'))
  const { id } = await offline.community.channelService.create(
    { kind: 'token', name: 't' },
    { name: 'Vault', password: 'x' },
  )
  await expect(ask(session, { type: 'join', id: 1, channelId: id })).rejects.toEqual(
    refused('password-required'),
  )
  await ask(session, { type: 'join', id: 2, channelId: id, password: 'x' })
  expect(session.member.channelId).toBe(id)
  const invite = { type: 'createInvite', id: 3, lifetimeS: 60, uses: 1 } as const
  await expect(ask(session, invite)).rejects.toEqual(refused('permission-denied'))
})

it('explains oneself to everybody', async () => {
  const { session } = offline.enter(offline.user('Bob'))
  const { userId } = session.member
  const answer = await ask(session, { type: 'explain', id: 1, userId, right: 'ban', channelId: 1 })
  expect(answer).toEqual({ explanation: { allowed: false, reason: { by: 'nothing' } } })
})

it('does not bring somebody in who left while the password was judged', async () => {
  const { session } = offline.enter(offline.user('Bob'))
  const { id } = await offline.community.channelService.create(
    { kind: 'token', name: 't' },
    { name: 'Vault', password: 'x' },
  )
  const joined = ask(session, { type: 'join', id: 2, channelId: id, password: 'x' })
  offline.community.room.leave(session)
  await joined
  expect(offline.community.room.occupancy(id)).toBe(0)
})

const invite = (role?: InvitedRole): SessionRequest => ({
  ...{ type: 'createInvite', id: 1, lifetimeS: 60, uses: 1 },
  ...(role === undefined ? {} : { role }),
})

it.each([
  ['owner', 'admin', 'admin'],
  ['owner', undefined, 'member'],
  ['admin', 'admin', 'permission-denied'],
  ['admin', 'member', 'member'],
  ['member', 'admin', 'permission-denied'],
  ['member', undefined, 'member'],
  ['member', 'guest', 'guest'],
] as const)('of who is %s an invite that asks for %s is one for %s', async (own, role, made) => {
  const { session } = offline.enter(offline.user('Ada', own))
  const answer = await ask(session, invite(role)).then(
    () => asked?.role,
    (error: unknown) => (error as { code: string }).code,
  )
  expect(answer).toBe(made)
})

it('a guest who may invite brings in guests alone', async () => {
  const gus = offline.user('Gus', 'guest')
  const { session } = offline.enter(gus)
  const { channelService, permissions } = offline.community
  const guests = permissions.roles().find(({ name }) => name === 'guest')?.id ?? 0
  channelService.decide({ kind: 'token', name: 't' }, 1, { kind: 'role', id: guests }, 'invite', 'allow')
  const wish = { type: 'createInvite', id: 1, channelId: 1, lifetimeS: 60, uses: 1 } as const
  await ask(session, wish)
  expect(asked?.role).toBe('guest')
  await expect(ask(session, { ...wish, role: 'member' })).rejects.toEqual(refused('permission-denied'))
})

it('withdraws an invite of one’s own; of others by the right to manage users', async () => {
  const [ada, bob] = [offline.enter(offline.user('Ada')), offline.enter(offline.user('Bob'))]
  const admin = offline.enter(offline.user('Eve', 'admin'))
  const { invite: first = '' } = await ask(ada.session, invite())
  const { invite: second = '' } = await ask(ada.session, invite())
  const revoke = (session: Session, token: string) => ask(session, { type: 'revokeInvite', id: 1, token })
  await expect(revoke(bob.session, first)).rejects.toEqual(refused('permission-denied'))
  await expect(revoke(bob.session, 'made-up')).rejects.toEqual(refused('invite-unknown'))
  await revoke(ada.session, first)
  await revoke(admin.session, second)
  for (const token of [first, second]) expect(() => invites.check(token)).toThrow(refused('invite-revoked'))
})
