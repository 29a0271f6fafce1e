import { describe, expect, it } from 'vitest'
import type { OfflineApi } from '../offline-api.ts'
import { problem } from './expectations.ts'

/** What is done to those who are here, and their machines. */
export function presenceCases(api: () => OfflineApi): void {
  describe('presence', () => {
    it('moves and ends stays', async () => {
      const { offline } = api()
      const user = offline.user('Visitor')
      const { peer, session } = offline.enter(user)
      const { id } = user
      expect((await api().ask('POST /users/{id}/move', { id, body: { channelId: 2 } })).status).toBe(204)
      expect(session.member.channelId).toBe(2)
      const nowhere = await api().ask('POST /users/{id}/move', { id, body: { channelId: 99 } })
      expect(nowhere).toMatchObject({ status: 404, body: problem('channel-unknown') })
      expect((await api().ask('POST /users/{id}/kick', { id, body: { reason: 'x' } })).status).toBe(204)
      expect(peer.ended).toBe('kicked')
      const gone = await api().ask('POST /users/{id}/kick', { id, body: { reason: '' } })
      expect(gone).toMatchObject({ status: 404, body: problem('user-unknown') })
    })

    it('does both to a user on all of its machines', async () => {
      const { offline } = api()
      const user = offline.user('Owner of many')
      const both = [1, 2].map((deviceId) => offline.enter(user, 1, { deviceId }))
      const { id } = user
      expect((await api().ask('POST /users/{id}/move', { id, body: { channelId: 2 } })).status).toBe(204)
      expect(both.map(({ session }) => session.member.channelId)).toEqual([2, 2])
      expect((await api().ask('POST /users/{id}/kick', { id, body: { reason: '' } })).status).toBe(204)
      expect(both.map(({ peer }) => peer.ended)).toEqual(['kicked', 'kicked'])
    })

    it('lists the machines of a user and takes one away, whose key is nobody’s then', async () => {
      const { offline } = api()
      const user = offline.user('Owner of two')
      const second = new Uint8Array(32).fill(77)
      offline.store.devices.add({ userId: user.id, publicKey: second, name: 'laptop', at: 5 })
      const listed = await api().ask('GET /users/{id}/devices', { id: user.id })
      const { items } = listed.body as { items: { id: number; name: string }[] }
      expect(items.map(({ name }) => name)).toEqual(['', 'laptop'])
      const [first, laptop] = offline.store.devices.ofUser(user.id)
      const { peer } = offline.enter(user, 1, { deviceId: first?.id ?? 0 })
      const other = offline.enter(user, 1, { deviceId: laptop?.id ?? 0 }).peer
      const taken = { id: user.id, deviceId: first?.id ?? 0 }
      expect((await api().ask('DELETE /users/{id}/devices/{deviceId}', taken)).status).toBe(204)
      expect([peer.ended, other.ended]).toEqual(['device-removed', undefined])
      const again = await api().ask('DELETE /users/{id}/devices/{deviceId}', taken)
      expect(again).toMatchObject({ status: 404, body: problem('machine-unknown') })
      const publicKey = first?.publicKey ?? new Uint8Array(0)
      expect(offline.store.users.byKey(publicKey)).toBeUndefined()
      const stranger = offline.store.users.add({ publicKey, nickname: 'New', role: 'guest', at: 6 })
      expect(offline.store.users.byKey(publicKey)?.id).toBe(stranger.id)
      expect(offline.store.users.byKey(second)?.id).toBe(user.id)
      const nobody = await api().ask('GET /users/{id}/devices', { id: 999 })
      expect(nobody.body).toEqual(problem('user-unknown'))
    })
  })
}
