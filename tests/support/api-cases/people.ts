import { describe, expect, it } from 'vitest'
import { problem, type Items } from './expectations.ts'
import type { OfflineApi } from '../offline-api.ts'

/** Users and roles. */
export function peopleCases(api: () => OfflineApi): void {
  describe('people', () => {
    it('lists users with where they are, pages, filters and sorts', async () => {
      const [ada] = ['Ada', 'Bob', 'Adam', 'Eve'].map((name) => api().offline.user(name))
      if (ada !== undefined) api().offline.enter(ada, 2)
      const all = (await api().ask('GET /users', { query: 'total=true' })).body as Items
      expect(all).toMatchObject({
        total: 4,
        items: [{ nickname: 'Eve' }, {}, {}, { nickname: 'Ada', channelId: 2 }],
      })
      const named = (await api().ask('GET /users', { query: 'nickname~=ad&sort=-nickname' })).body
      expect(named).toMatchObject({ items: [{ nickname: 'Adam' }, { nickname: 'Ada' }] })
      const first = (await api().ask('GET /users', { query: 'limit=3&sort=nickname' })).body as Items
      const second = (
        await api().ask('GET /users', { query: `limit=3&sort=nickname&cursor=${first.next ?? ''}` })
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
      expect(await api().ask('GET /users', { query })).toMatchObject({
        status: 400,
        body: problem('request-invalid'),
      })
    })

    it('changes roles and silence, and explains', async () => {
      const bob = api().offline.user('Bobby')
      expect(
        (await api().ask('PATCH /users/{id}', { id: bob.id, body: { role: 'admin', serverMuted: true } }))
          .status,
      ).toBe(204)
      expect(api().offline.store.users.byId(bob.id)).toMatchObject({ role: 'admin', serverMuted: true })
      const why = await api().ask('GET /users/{id}/explain', { id: bob.id, query: 'right=ban' })
      expect(why.body).toEqual({ allowed: true, reason: { by: 'role', roleId: 2, name: 'admin' } })
      expect((await api().ask('GET /users/{id}/explain', { id: 999, query: 'right=ban' })).body).toEqual(
        problem('user-unknown'),
      )
      const owner = await api().ask('PATCH /users/{id}', { id: bob.id, body: { role: 'owner' } })
      expect(owner).toMatchObject({
        status: 409,
        body: problem('role-fixed'),
      })
    })

    it('makes, gives, changes, takes and removes roles', async () => {
      const { body } = await api().ask('POST /roles', { body: { name: 'Judge', rank: 50, rights: ['kick'] } })
      const { id: roleId } = body as { id: number }
      const eve = api().offline.user('Evelyn')
      await api().ask('PUT /users/{id}/roles/{roleId}', { id: eve.id, roleId })
      expect(api().offline.community.permissions.may(eve, 'kick')).toBe(true)
      await api().ask('PATCH /roles/{id}', { id: roleId, body: { rights: ['mute'] } })
      expect(api().offline.community.permissions.may(eve, 'kick')).toBe(false)
      await api().ask('DELETE /users/{id}/roles/{roleId}', { id: eve.id, roleId })
      await api().ask('DELETE /roles/{id}', { id: roleId })
      expect((await api().ask('GET /roles')).body).toMatchObject({
        items: [{ name: 'owner', builtIn: true }, {}, {}, {}],
      })
      expect((await api().ask('PATCH /roles/{id}', { id: 1, body: {} })).body).toEqual(problem('role-fixed'))
    })
  })
}
