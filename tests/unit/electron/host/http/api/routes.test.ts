import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acting } from '../../../../../support/offline-community.ts'
import { OfflineApi } from '../../../../../support/offline-api.ts'

let api: OfflineApi
beforeAll(async () => {
  api = await OfflineApi.open()
})
afterAll(() => api.close())

const problem = (code: string) => expect.objectContaining({ code }) as unknown
type Items = { items: { id: number }[]; next?: string; total?: number }

describe('people', () => {
  it('lists users with where they are, pages, filters and sorts', async () => {
    const [ada] = ['Ada', 'Bob', 'Adam', 'Eve'].map((name) => api.offline.user(name))
    if (ada !== undefined) api.offline.enter(ada, 2)
    const all = (await api.ask('GET /users', { query: 'total=true' })).body as Items
    expect(all).toMatchObject({
      total: 4,
      items: [{ nickname: 'Eve' }, {}, {}, { nickname: 'Ada', channelId: 2 }],
    })
    const named = (await api.ask('GET /users', { query: 'nickname~=ad&sort=-nickname' })).body
    expect(named).toMatchObject({ items: [{ nickname: 'Adam' }, { nickname: 'Ada' }] })
    const first = (await api.ask('GET /users', { query: 'limit=3&sort=nickname' })).body as Items
    const second = (
      await api.ask('GET /users', { query: `limit=3&sort=nickname&cursor=${first.next ?? ''}` })
    ).body
    expect(second).toMatchObject({ items: [{ nickname: 'Eve' }] })
    expect(second).not.toHaveProperty('next')
  })

  it.each([
    'limit=0',
    'limit=201',
    'sort=role;drop',
    'unknown=1',
    'cursor=xyz',
    'limit=x',
    'createdAfter=soon',
  ])('refuses the query %s', async (query) => {
    expect(await api.ask('GET /users', { query })).toEqual({ status: 400, body: problem('request-invalid') })
  })

  it('changes roles and silence, and explains', async () => {
    const bob = api.offline.user('Bobby')
    expect(
      (await api.ask('PATCH /users/{id}', { id: bob.id, body: { role: 'admin', serverMuted: true } })).status,
    ).toBe(204)
    expect(api.offline.store.users.byId(bob.id)).toMatchObject({ role: 'admin', serverMuted: true })
    const why = await api.ask('GET /users/{id}/explain', { id: bob.id, query: 'right=ban' })
    expect(why.body).toEqual({ allowed: true, reason: { by: 'role', roleId: 2, name: 'admin' } })
    expect((await api.ask('GET /users/{id}/explain', { id: 999, query: 'right=ban' })).body).toEqual(
      problem('user-unknown'),
    )
    const owner = await api.ask('PATCH /users/{id}', { id: bob.id, body: { role: 'owner' } })
    expect(owner).toEqual({ status: 409, body: problem('role-fixed') })
  })

  it('makes, gives, changes, takes and removes roles', async () => {
    const { body } = await api.ask('POST /roles', { body: { name: 'Judge', rank: 50, rights: ['kick'] } })
    const { id: roleId } = body as { id: number }
    const eve = api.offline.user('Evelyn')
    await api.ask('PUT /users/{id}/roles/{roleId}', { id: eve.id, roleId })
    expect(api.offline.community.permissions.may(eve, 'kick')).toBe(true)
    await api.ask('PATCH /roles/{id}', { id: roleId, body: { rights: ['mute'] } })
    expect(api.offline.community.permissions.may(eve, 'kick')).toBe(false)
    await api.ask('DELETE /users/{id}/roles/{roleId}', { id: eve.id, roleId })
    await api.ask('DELETE /roles/{id}', { id: roleId })
    expect((await api.ask('GET /roles')).body).toMatchObject({
      items: [{ name: 'owner', builtIn: true }, {}, {}, {}],
    })
    expect((await api.ask('PATCH /roles/{id}', { id: 1, body: {} })).body).toEqual(problem('role-fixed'))
  })
})

describe('places', () => {
  it('makes, shows, changes and removes channels, and what they decide', async () => {
    const made = await api.ask('POST /channels', { body: { name: 'Stage', parentId: 1, password: 'x' } })
    expect(made).toMatchObject({ status: 201, body: { name: 'Stage', parentId: 1, locked: true } })
    const { id } = made.body as { id: number }
    const changed = await api.ask('PATCH /channels/{id}', {
      id,
      body: { memberLimit: 4, audio: { kind: 'music' } },
    })
    expect(changed.body).toMatchObject({ memberLimit: 4, audio: { kind: 'music', stereo: false } })
    expect((await api.ask('GET /channels/{id}', { id })).body).toEqual(changed.body)
    const entry = { subject: { kind: 'role', id: 4 }, right: 'speak', effect: 'deny' }
    await api.ask('PUT /channels/{id}/overrides', { id, body: entry })
    expect((await api.ask('GET /channels/{id}/overrides', { id })).body).toEqual({ items: [entry] })
    await api.ask('PUT /channels/{id}/overrides', { id, body: { ...entry, effect: null } })
    expect((await api.ask('GET /channels/{id}/overrides', { id })).body).toEqual({ items: [] })
    await api.ask('DELETE /channels/{id}', { id })
    expect((await api.ask('GET /channels')).body).toMatchObject({ items: [{ id: 1 }, { id: 2 }, { id: 3 }] })
    expect(await api.ask('GET /channels/{id}', { id })).toEqual({
      status: 404,
      body: problem('channel-unknown'),
    })
  })

  it('shows what was written there', async () => {
    const user = api.offline.user('Writer')
    api.offline.enter(user, 3)
    for (const text of ['one', 'two']) api.offline.community.chat.say(user, { channelId: 3 }, text)
    const { body } = await api.ask('GET /channels/{id}/messages', { id: 3, query: 'text~=TW' })
    expect(body).toMatchObject({ items: [{ text: 'two', author: 'Writer' }] })
  })
})

describe('order', () => {
  it('bans users and ranges, and lifts', async () => {
    const user = api.offline.user('Noisy')
    const both = { userId: user.id, range: '203.0.113.0/24', reason: 'noise', durationS: 60 }
    const { ids } = (await api.ask('POST /bans', { body: both })).body as { ids: number[] }
    expect(ids).toHaveLength(2)
    const listed = (await api.ask('GET /bans', { query: 'reason~=noi' })).body
    expect(listed).toMatchObject({ items: [{ range: '203.0.113.0/24', publicKey: null }, { range: null }] })
    expect((await api.ask('DELETE /bans/{id}', { id: ids[0] ?? 0 })).status).toBe(204)
    expect((await api.ask('DELETE /bans/{id}', { id: ids[0] ?? 0 })).body).toEqual(problem('ban-unknown'))
    const wrong = await api.ask('POST /bans', { body: { range: '300.1.1.1', reason: '' } })
    expect(wrong.body).toEqual(problem('range-invalid'))
  })

  it('makes, lists and withdraws invites', async () => {
    const made = await api.ask('POST /invites', { body: { lifetimeS: 60, uses: 1, channelId: 2 } })
    expect(made.body).toMatchObject({ invite: expect.stringContaining('palabre://') as string })
    const { items } = (await api.ask('GET /invites')).body as Items
    const id = items[0]?.id ?? 0
    await api.ask('DELETE /invites/{id}', { id })
    expect((await api.ask('GET /invites')).body).toMatchObject({
      items: [{ id, revokedAt: expect.any(Number) as number }],
    })
    expect((await api.ask('DELETE /invites/{id}', { id: 99 })).body).toEqual(problem('invite-unknown'))
  })

  it('keeps every act, newest first', async () => {
    const { body } = await api.ask('GET /audit', { query: 'action=invite.revoke' })
    expect(body).toMatchObject({ items: [{ actorName: 'owner token', targetKind: 'invite' }] })
    const judge = api.offline.user('Judge', 'admin')
    const { sourceId } = api.offline.enter(api.offline.user('Rude'))
    api.offline.community.moderation.kick(acting(judge), sourceId, 'rude')
    const kicked = await api.ask('GET /audit', { query: `actorId=${String(judge.id)}` })
    expect(kicked.body).toMatchObject({
      items: [{ action: 'kick', targetName: 'Rude', detail: { reason: 'rude' } }],
    })
  })
})

describe('tokens', () => {
  it('let in by scope, until they are revoked or their time is over', async () => {
    const made = await api.ask('POST /tokens', { body: { name: 'bot', scopes: ['read'], lifetimeS: 60 } })
    const { id, token } = made.body as { id: number; token: string }
    expect((await api.ask('GET /users', { token })).status).toBe(200)
    expect(await api.ask('GET /tokens', { token })).toEqual({ status: 403, body: problem('scope-missing') })
    expect((await api.ask('GET /tokens')).body).toMatchObject({
      items: [{ name: 'bot', lastUsedAt: expect.any(Number) as number }],
    })
    expect(await api.ask('GET /users', { token: null })).toEqual({
      status: 401,
      body: problem('token-required'),
    })
    expect((await api.ask('GET /users', { token: `${token}x` })).body).toEqual(problem('token-invalid'))
    await api.ask('DELETE /tokens/{id}', { id })
    expect((await api.ask('GET /users', { token })).body).toEqual(problem('token-invalid'))
    expect((await api.ask('DELETE /tokens/{id}', { id })).body).toEqual(problem('token-unknown'))
    const brief = (await api.ask('POST /tokens', { body: { name: 'b', scopes: ['read'], lifetimeS: 1 } }))
      .body
    api.offline.clock.advance(1_000)
    const late = await api.ask('GET /users', { token: (brief as { token: string }).token })
    expect(late.body).toEqual(problem('token-invalid'))
  })

  it('of the whole host show the link of its first owner, and that is noted', async () => {
    expect((await api.ask('POST /claim')).body).toEqual({ claim: 'palabre://host/?t=claim' })
    const { token } = await tokenOf(['manage', 'moderate', 'read', 'metrics'])
    expect(await api.ask('POST /claim', { token })).toEqual({ status: 403, body: problem('scope-missing') })
    expect((await api.ask('GET /audit', { query: 'action=claim.show' })).body).toMatchObject({
      items: [{ actorName: 'owner token' }],
    })
  })
})

describe('metrics', () => {
  it('now, lately, and for Prometheus', async () => {
    api.offline.clock.advance(5_000)
    const { samples } = (await api.ask('GET /metrics/history')).body as { samples: { at: number }[] }
    expect(samples).toHaveLength(3)
    const later = await api.ask('GET /metrics/history', { query: `since=${String(samples[1]?.at)}` })
    expect((later.body as { samples: unknown[] }).samples).toHaveLength(1)
    expect((await api.ask('GET /metrics')).body).toMatchObject({
      values: { members: expect.any(Number) as number },
    })
    const headers = { authorization: `Bearer ${(await tokenOf(['metrics'])).token}` }
    const text = await api.app.inject({ url: '/metrics', headers })
    expect(text.body).toContain('palabre_value{name="members"}')
    expect((await api.app.inject('/metrics')).statusCode).toBe(401)
  })
})

async function tokenOf(scopes: string[]): Promise<{ token: string }> {
  return (await api.ask('POST /tokens', { body: { name: 't', scopes } })).body as { token: string }
}

it('every route of the document has been answered with success', async () => {
  const { paths, openapi } = await api.document()
  const all = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
  )
  expect(openapi).toMatch(/^3\.1/)
  expect([...api.answered].sort()).toEqual(all.sort())
})

it('the viewer is served by the host itself', async () => {
  const page = await api.app.inject('/docs/')
  expect(page.statusCode).toBe(200)
  expect(page.body).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
})
