import { describe, expect, it } from 'vitest'
import type { OfflineApi } from '../offline-api.ts'
import { problem } from './expectations.ts'

/** What of two who change the same. */
export function versionCases(api: () => OfflineApi): void {
  describe('versions', () => {
    const tagOf = async (route: string, id?: number): Promise<string> => {
      const { headers } = await api().ask(route, id === undefined ? {} : { id })
      return String(headers['etag'])
    }
    const changed = { status: 412, body: problem('changed-since') }

    it.each([
      { get: 'GET /channels/{id}', change: 'PATCH /channels/{id}', bodies: [{ order: 7 }, { order: 8 }] },
      {
        get: 'GET /channels/{id}/audio',
        change: 'PATCH /channels/{id}/audio',
        bodies: [{ topN: 2 }, { topN: 0 }],
      },
      { get: 'GET /host', change: 'PATCH /host', bodies: [{ auditDays: 9 }, { auditDays: 0 }] },
      { get: 'GET /audio', change: 'PATCH /audio', bodies: [{ topN: 3 }, { topN: 0 }] },
    ])('the second $change with the same tag is refused', async ({ get, change, bodies: [mine, theirs] }) => {
      const id = 1
      const tag = await tagOf(get, id)
      const first = await api().ask(change, { id, body: mine ?? {}, headers: { 'if-match': tag } })
      expect(first.status).toBe(200)
      const second = await api().ask(change, { id, body: theirs ?? {}, headers: { 'if-match': tag } })
      expect(second).toMatchObject(changed)
      expect((await api().ask(get, { id })).body).toMatchObject(mine ?? {})
      const fresh = String(first.headers['etag'])
      expect(fresh).toBe(await tagOf(get, id))
      const again = { id, body: theirs ?? {}, headers: { 'if-match': `"other", ${fresh}` } }
      expect((await api().ask(change, again)).status).toBe(200)
    })

    it('without the header, and for `*`, nothing is asked for; a weak tag never fits', async () => {
      const tag = await tagOf('GET /channels/{id}', 1)
      const body = { order: 1 }
      const ask = (headers: Record<string, string>) =>
        api().ask('PATCH /channels/{id}', { id: 1, body, headers })
      expect((await ask({ 'if-match': `W/${tag}` })).status).toBe(412)
      expect((await ask({})).status).toBe(200)
      expect((await ask({ 'if-match': '*' })).status).toBe(200)
    })

    it('counts what changes a user and a role, whoever does it, and not what a login does', async () => {
      const { offline } = api()
      const user = offline.user('Counted')
      const made = await api().ask('POST /roles', { body: { name: 'Counted', rank: 5, rights: [] } })
      const { id: roleId } = made.body as { id: number }
      const tag = await tagOf('GET /users/{id}', user.id)
      const roleTag = await tagOf('GET /roles/{id}', roleId)
      offline.store.users.seen(user.id, { nickname: 'Counted', role: 'member', at: 9 })
      expect(await tagOf('GET /users/{id}', user.id)).toBe(tag)
      offline.community.roleService.grant({ kind: 'token', name: 't' }, user.id, roleId, true)
      const headers = { 'if-match': tag }
      const ask = (route: string, body?: object) =>
        api().ask(route, { id: user.id, roleId, headers, ...(body === undefined ? {} : { body }) })
      expect(await ask('PATCH /users/{id}', { serverMuted: true })).toMatchObject(changed)
      expect(await ask('PUT /users/{id}/roles/{roleId}')).toMatchObject(changed)
      expect(await ask('DELETE /users/{id}/roles/{roleId}')).toMatchObject(changed)
      await api().ask('PATCH /roles/{id}', {
        id: roleId,
        body: { rank: 6 },
        headers: { 'if-match': roleTag },
      })
      const late = { id: roleId, headers: { 'if-match': roleTag } }
      expect(await api().ask('DELETE /roles/{id}', late)).toMatchObject(changed)
      expect((await api().ask('GET /roles/{id}', { id: 999 })).body).toEqual(problem('role-unknown'))
      expect((await api().ask('GET /users/{id}', { id: 999 })).body).toEqual(problem('user-unknown'))
      await api().ask('DELETE /roles/{id}', { id: roleId })
    })

    it('holds also where the change waits: of two passwords set at once one is refused', async () => {
      const made = await api().ask('POST /channels', { body: { name: 'Contested' } })
      const { id } = made.body as { id: number }
      const headers = { 'if-match': await tagOf('GET /channels/{id}', id) }
      const set = (password: string) => api().ask('PATCH /channels/{id}', { id, headers, body: { password } })
      const answers = await Promise.all([set('mine'), set('theirs')])
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
      await api().ask('DELETE /channels/{id}', { id })
    })

    it('a channel and what it decides are one thing', async () => {
      const entry = { subject: { kind: 'role', id: 4 }, right: 'speak', effect: 'deny' }
      const headers = { 'if-match': await tagOf('GET /channels/{id}/overrides', 2) }
      expect((await api().ask('PUT /channels/{id}/overrides', { id: 2, body: entry, headers })).status).toBe(
        204,
      )
      const late = { id: 2, headers, body: { ...entry, effect: null } }
      expect(await api().ask('PUT /channels/{id}/overrides', late)).toMatchObject(changed)
      expect(await api().ask('DELETE /channels/{id}', { id: 2, headers })).toMatchObject(changed)
      await api().ask('PUT /channels/{id}/overrides', { id: 2, body: { ...entry, effect: null } })
    })
  })
}
