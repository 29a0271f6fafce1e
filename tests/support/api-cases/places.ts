import { describe, expect, it } from 'vitest'
import { problem, type Items } from './expectations.ts'
import type { OfflineApi } from '../offline-api.ts'

/** Channels, what they decide, and what was written there. */
export function placesCases(api: () => OfflineApi): void {
  describe('places', () => {
    it('makes, shows, changes and removes channels, and what they decide', async () => {
      const made = await api().ask('POST /channels', { body: { name: 'Stage', parentId: 1, password: 'x' } })
      expect(made).toMatchObject({ status: 201, body: { name: 'Stage', parentId: 1, locked: true } })
      const { id } = made.body as { id: number }
      const changed = await api().ask('PATCH /channels/{id}', {
        id,
        body: { memberLimit: 4, audio: { kind: 'music' } },
      })
      expect(changed.body).toMatchObject({ memberLimit: 4, audio: { kind: 'music', stereo: false } })
      expect((await api().ask('GET /channels/{id}', { id })).body).toEqual(changed.body)
      const entry = { subject: { kind: 'role', id: 4 }, right: 'speak', effect: 'deny' }
      await api().ask('PUT /channels/{id}/overrides', { id, body: entry })
      expect((await api().ask('GET /channels/{id}/overrides', { id })).body).toEqual({ items: [entry] })
      await api().ask('PUT /channels/{id}/overrides', { id, body: { ...entry, effect: null } })
      expect((await api().ask('GET /channels/{id}/overrides', { id })).body).toEqual({ items: [] })
      await api().ask('DELETE /channels/{id}', { id })
      expect((await api().ask('GET /channels')).body).toMatchObject({
        items: [{ id: 1 }, { id: 2 }, { id: 3 }],
      })
      expect(await api().ask('GET /channels/{id}', { id })).toMatchObject({
        status: 404,
        body: problem('channel-unknown'),
      })
    })

    it('shows what was written there', async () => {
      const user = api().offline.user('Writer')
      api().offline.enter(user, 3)
      for (const text of ['one', 'two']) api().offline.community.chat.say(user, { channelId: 3 }, text)
      const { body } = await api().ask('GET /channels/{id}/messages', { id: 3, query: 'text~=TW' })
      expect(body).toMatchObject({ items: [{ text: 'two', author: 'Writer' }] })
      const { id: messageId } = (body as Items).items[0] ?? { id: 0 }
      const taken = await api().ask('DELETE /channels/{id}/messages/{messageId}', { id: 3, messageId })
      expect(taken.status).toBe(204)
      expect(api().offline.store.messages.byId(messageId)).toMatchObject({ text: '' })
      const again = await api().ask('DELETE /channels/{id}/messages/{messageId}', { id: 3, messageId })
      expect(again).toMatchObject({ status: 404, body: problem('message-unknown') })
      expect((await api().ask('GET /channels/{id}/messages', { id: 99 })).body).toEqual(
        problem('channel-unknown'),
      )
    })

    it('shows and takes away nothing of what two say to each other', async () => {
      const [one, other] = [api().offline.user('One'), api().offline.user('Other')]
      const said = api().offline.community.chat.say(one, { userId: other.id }, 'between us')
      const everything = await api().ask('GET /channels/{id}/messages', { id: 1, query: 'text~=between' })
      expect(everything.body).toEqual({ items: [] })
      const taken = { id: 1, messageId: said.id }
      expect((await api().ask('DELETE /channels/{id}/messages/{messageId}', taken)).body).toEqual(
        problem('message-unknown'),
      )
      const { paths } = await api().document()
      expect(JSON.stringify(paths['/api/v1/channels/{id}/messages'])).toContain('Direct messages are private')
    })
  })
}
