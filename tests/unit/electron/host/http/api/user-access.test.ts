import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Right } from '../../../../../../electron/contract/permissions.ts'
import type { User } from '../../../../../../electron/storage/repositories/users.ts'
import { problem } from '../../../../../support/api-cases/expectations.ts'
import { OfflineApi } from '../../../../../support/offline-api.ts'
import { HOST_ACTOR } from '../../../../../support/offline-community.ts'

/** What signed-in users may ask of the API: by their rights, not by scopes. */

let api: OfflineApi
beforeAll(async () => {
  api = await OfflineApi.open()
})
afterAll(() => api.close())

let names = 0
/** A user who is here and has these rights and those of everybody, with a pass. */
function userWith(rights: readonly Right[], rank = 50): { user: User; token: string } {
  const { offline } = api
  names += 1
  const user = offline.user(`User ${String(names)}`)
  const { roleService } = offline.community
  const role = roleService.create(HOST_ACTOR, { name: `Role ${String(names)}`, rank: rank + 100, rights })
  roleService.grant(HOST_ACTOR, user.id, role.id, true)
  const { session } = offline.enter(user)
  return { user, token: offline.passes.issue(user, session).token }
}

const statusOf = async (route: string, token: string): Promise<number> =>
  (await api.ask(route, { token, id: 1, roleId: 1, deviceId: 1, messageId: 1, name: 'x', file: 'mix.opus' }))
    .status

describe('lists', () => {
  it.each<[Right, string]>([
    ['manageUsers', 'GET /users'],
    ['manageUsers', 'GET /invites'],
    ['manageRoles', 'GET /roles'],
    ['ban', 'GET /bans'],
    ['readAudit', 'GET /audit'],
    ['manageHost', 'GET /jobs'],
    ['manageHost', 'GET /backups'],
    ['manageHost', 'GET /recordings'],
    ['manageHost', 'GET /host'],
    ['manageHost', 'GET /metrics'],
    ['readAudit', 'GET /audit/export'],
  ])('with %s: %s, and without it not', async (right, route) => {
    const other: Right = right === 'mute' ? 'kick' : 'mute'
    expect(await statusOf(route, userWith([right]).token)).toBe(200)
    const { body } = await api.ask(route, {
      token: userWith(route === 'GET /users' ? ['readAudit'] : [other]).token,
    })
    expect(body).toEqual(problem('permission-denied'))
  })
})

it('nobody comes to the tokens of programs, or to what was written, by rights', async () => {
  const owner = api.offline.user('Owner', 'owner')
  const { token } = api.offline.passes.issue(owner, api.offline.enter(owner).session)
  for (const route of [
    'GET /tokens',
    'POST /tokens',
    'POST /owner-token',
    'POST /claim',
    'GET /channels/{id}/messages',
  ]) {
    expect(
      (await api.ask(route, { token, id: 1, ...(route.startsWith('POST') ? { body: {} } : {}) })).body,
    ).toEqual(problem('permission-denied'))
  }
})

it('who acts is the user: rank holds, and the log has the name', async () => {
  const { token, user } = userWith(['kick', 'ban', 'manageUsers'])
  const lower = api.offline.user('Lower')
  const higher = api.offline.user('Higher', 'admin')
  const { peer } = api.offline.enter(lower)
  api.offline.enter(higher)
  const body = { reason: '' }
  expect((await api.ask('POST /users/{id}/kick', { token, id: higher.id, body })).body).toEqual(
    problem('permission-denied'),
  )
  expect((await api.ask('POST /users/{id}/kick', { token, id: lower.id, body })).status).toBe(204)
  expect(peer.ended).toBe('kicked')
  expect(api.offline.store.audit.latest(1)).toMatchObject([{ action: 'kick', actorName: user.nickname }])
  const role = { role: 'admin' }
  expect((await api.ask('PATCH /users/{id}', { token, id: lower.id, body: role })).body).toEqual(
    problem('permission-denied'),
  )
})

it('invites are theirs, and never bring in somebody above', async () => {
  const { token, user } = userWith(['manageUsers', 'invite'])
  const wish = { lifetimeS: 60, uses: 1 }
  expect((await api.ask('POST /invites', { token, body: { ...wish, role: 'admin' } })).body).toEqual(
    problem('permission-denied'),
  )
  expect((await api.ask('POST /invites', { token, body: wish })).status).toBe(201)
  expect((await api.ask('GET /invites', { token })).body).toMatchObject({ items: [{ createdBy: user.id }] })
})

it('what a channel lets somebody do counts there alone', async () => {
  const { offline } = api
  const keeper = offline.user('Keeper')
  const subject = { kind: 'user', id: keeper.id } as const
  offline.community.channelService.decide(HOST_ACTOR, 2, subject, 'manageChannels', 'allow')
  const { token } = offline.passes.issue(keeper, offline.enter(keeper).session)
  expect(await statusOf('GET /channels', token)).toBe(200)
  expect((await api.ask('GET /channels/{id}/overrides', { token, id: 2 })).status).toBe(200)
  expect((await api.ask('GET /channels/{id}/overrides', { token, id: 1 })).body).toEqual(
    problem('permission-denied'),
  )
  const { body } = await api.ask('GET /me', { token })
  expect(body).toMatchObject({ user: { id: keeper.id, role: 'member' }, rank: 100 })
  expect((body as { rights: string[] }).rights).not.toContain('manageChannels')
  expect((body as { somewhere: string[] }).somewhere).toContain('manageChannels')
})

it('users are renamed, here or away', async () => {
  const { token } = userWith(['manageUsers'])
  const there = api.offline.user('Old name')
  const { session } = api.offline.enter(there)
  await api.ask('PATCH /users/{id}', { token, id: there.id, body: { nickname: 'New name' } })
  expect(session.member.nickname).toBe('New name')
  const away = api.offline.user('Away')
  await api.ask('PATCH /users/{id}', { token, id: away.id, body: { nickname: 'Far away' } })
  expect(api.offline.store.users.byId(away.id)?.nickname).toBe('Far away')
})
