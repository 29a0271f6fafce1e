import { describe, expect, it } from 'vitest'
import { acting } from '../offline-community.ts'
import { problem, type Items } from './expectations.ts'
import type { OfflineApi } from '../offline-api.ts'

/** Bans, invites, and the log of acts. */
export function orderCases(api: () => OfflineApi): void {
  describe('order', () => {
    it('bans users and ranges, and lifts', async () => {
      const user = api().offline.user('Noisy')
      const both = { userId: user.id, range: '203.0.113.0/24', reason: 'noise', durationS: 60 }
      const { ids } = (await api().ask('POST /bans', { body: both })).body as { ids: number[] }
      expect(ids).toHaveLength(2)
      const listed = (await api().ask('GET /bans', { query: 'reason~=noi' })).body
      expect(listed).toMatchObject({ items: [{ range: '203.0.113.0/24', publicKey: null }, { range: null }] })
      expect((await api().ask('DELETE /bans/{id}', { id: ids[0] ?? 0 })).status).toBe(204)
      expect((await api().ask('DELETE /bans/{id}', { id: ids[0] ?? 0 })).body).toEqual(problem('ban-unknown'))
      const wrong = await api().ask('POST /bans', { body: { range: '300.1.1.1', reason: '' } })
      expect(wrong.body).toEqual(problem('range-invalid'))
      await api().ask('POST /bans', { body: { userId: user.id, range: '300.1.1.1', reason: 'by halves' } })
      const halves = await api().ask('GET /bans', { query: 'reason~=halves' })
      expect(halves.body).toEqual({ items: [] })
    })

    it('makes, lists and withdraws invites', async () => {
      const made = await api().ask('POST /invites', { body: { lifetimeS: 60, uses: 1, channelId: 2 } })
      expect(made.body).toMatchObject({ invite: expect.stringContaining('palabre://') as string })
      const { items } = (await api().ask('GET /invites')).body as Items
      const id = items[0]?.id ?? 0
      await api().ask('DELETE /invites/{id}', { id })
      expect((await api().ask('GET /invites')).body).toMatchObject({
        items: [{ id, revokedAt: expect.any(Number) as number }],
      })
      expect((await api().ask('DELETE /invites/{id}', { id: 99 })).body).toEqual(problem('invite-unknown'))
    })

    it('keeps every act, newest first', async () => {
      const { body } = await api().ask('GET /audit', { query: 'action=invite.revoke' })
      expect(body).toMatchObject({ items: [{ actorName: 'owner token', targetKind: 'invite' }] })
      const judge = api().offline.user('Judge', 'admin')
      const { sourceId } = api().offline.enter(api().offline.user('Rude'))
      api().offline.community.moderation.kick(acting(judge), sourceId, 'rude')
      const kicked = await api().ask('GET /audit', { query: `actorId=${String(judge.id)}` })
      expect(kicked.body).toMatchObject({
        items: [{ action: 'kick', targetName: 'Rude', detail: { reason: 'rude' } }],
      })
    })
  })
}
