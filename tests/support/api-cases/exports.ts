import { describe, expect, it } from 'vitest'
import type { OfflineApi } from '../offline-api.ts'
import { problem, type Items } from './expectations.ts'

/** Lists as files. */
export function exportCases(api: () => OfflineApi): void {
  describe('exports', () => {
    it('give the whole of a list, however many pages it has, in both formats', async () => {
      const { offline } = api()
      for (let count = 0; count < 450; count += 1) offline.user(`Crowd ${String(count)}`)
      const query = 'nickname~=crowd&sort=id'
      const csv = await api().ask('GET /users/export', { query })
      expect(csv.headers).toMatchObject({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="users.csv"',
      })
      const lines = String(csv.body).trimEnd().split('\r\n')
      expect(lines[0]).toBe('id,nickname,role,roles,serverMuted,channelId,createdAt,lastSeenAt')
      expect(lines).toHaveLength(451)
      expect([lines[1], lines.at(-1)]).toEqual([
        expect.stringContaining(',Crowd 0,member,[],false,,0,0'),
        expect.stringContaining(',Crowd 449,'),
      ])
      const json = await api().ask('GET /users/export', { query: `${query}&format=json` })
      expect(json.body).toHaveLength(450)
      const { total } = (await api().ask('GET /users', { query: 'nickname~=crowd&total=true' })).body as Items
      expect(total).toBe(450)
    })

    it.each(['bans', 'invites', 'audit'])('of %s', async (name) => {
      const listed = (await api().ask(`GET /${name}`, { query: 'limit=200' })).body as Items
      const { body } = await api().ask(`GET /${name}/export`, { query: 'format=json' })
      expect((body as unknown[]).slice(0, 200)).toEqual(listed.items)
      const empty = await api().ask(`GET /${name}/export`, { query: 'format=json&id=999999' })
      expect(empty.body).toEqual([])
    })

    it('of a channel’s messages, and of nothing else', async () => {
      const writer = api().offline.user('Scribe')
      api().offline.enter(writer, 3)
      api().offline.community.chat.say(writer, { channelId: 3 }, 'for the file')
      const { body } = await api().ask('GET /channels/{id}/messages/export', { id: 3 })
      expect(body).toContain('for the file')
      const other = await api().ask('GET /channels/{id}/messages/export', { id: 3, query: 'channelId=1' })
      expect(other.body).toEqual(problem('request-invalid'))
    })

    it.each(['limit=5', 'cursor=x', 'total=true', 'format=xml', 'role;=x'])(
      'refuse the query %s',
      async (query) => {
        expect((await api().ask('GET /users/export', { query })).body).toEqual(problem('request-invalid'))
      },
    )
  })
}
