import { describe, expect, it } from 'vitest'
import { ERRORS } from '../../../electron/contract/errors.ts'
import { RIGHTS } from '../../../electron/contract/permissions.ts'
import type { OfflineApi } from '../offline-api.ts'
import { HOST_ACTOR } from '../offline-community.ts'
import { problem } from './expectations.ts'

/** The host as a whole. */
export function hostCases(api: () => OfflineApi): void {
  describe('the host', () => {
    it('shows and changes its settings, which hold at once', async () => {
      const before = await api().ask('GET /host')
      expect(before.body).toMatchObject({ messageDays: 90, memberLimit: 100, lanGuests: false, names: [] })
      const people = { name: 'Den', messageDays: 7, memberLimit: 5, lanGuests: true, names: ['talk.example'] }
      const change = { ...people, recordingHours: 3, recordingFreeGigabytes: 9 }
      const changed = await api().ask('PATCH /host', { body: change })
      expect(changed.body).toEqual({ ...(before.body as object), ...change })
      expect(api().offline.community.settings.now).toEqual(changed.body)
      expect((await api().ask('GET /host')).body).toEqual(changed.body)
      await api().ask('PATCH /host', { body: { memberLimit: 100, names: [] } })
      expect(api().offline.store.audit.latest(1)).toMatchObject([
        { action: 'host.change', targetKind: 'host' },
      ])
    })

    it.each([
      { name: '' },
      { name: 'a\nb' },
      { messageDays: -1 },
      { memberLimit: 0 },
      { recordingHours: 25 },
      { recordingFreeGigabytes: 0 },
      { names: ['Not a name'] },
      { unknown: 1 },
    ])('refuses %j', async (body) => {
      const answer = await api().ask('PATCH /host', { body })
      expect(answer).toMatchObject({ status: 400, body: problem('request-invalid') })
    })

    it('says how new channels sound, and each by itself', async () => {
      const changed = await api().ask('PATCH /audio', { body: { bitrateCap: 24_000, frameMs: 20 } })
      expect(changed.body).toMatchObject({ kind: 'voice', bitrateCap: 24_000, frameMs: 20 })
      expect((await api().ask('GET /audio')).body).toEqual(changed.body)
      const made = await api().ask('POST /channels', { body: { name: 'Tuned', audio: { kind: 'music' } } })
      const { id } = made.body as { id: number }
      const audio = { ...(changed.body as object), kind: 'music' }
      expect((await api().ask('GET /channels/{id}/audio', { id })).body).toEqual(audio)
      const own = await api().ask('PATCH /channels/{id}/audio', { id, body: { stereo: true } })
      expect(own.body).toEqual({ ...audio, stereo: true })
      expect((await api().ask('GET /channels/{id}/audio', { id: 1 })).body).toMatchObject({ bitrateCap: 0 })
      await api().ask('DELETE /channels/{id}', { id })
      await api().ask('PATCH /audio', { body: { bitrateCap: 0, frameMs: 0 } })
      const wrong = await api().ask('PATCH /audio', { body: { frameMs: 7 } })
      expect(wrong.body).toEqual(problem('request-invalid'))
    })

    it('tells whether it answers and whether it is ready, to anybody', async () => {
      expect((await api().ask('GET /health', { token: null })).body).toMatchObject({ status: 'ok' })
      expect((await api().ask('GET /ready', { token: null })).body).toEqual({ ready: true })
      api().failing = ['media']
      const answer = await api().ask('GET /ready', { token: null })
      expect(answer).toMatchObject({ status: 503, body: { code: 'service-stopped', detail: 'media' } })
      api().failing = []
    })

    it('tells who asks, and what it may', async () => {
      const owner = await api().ask('GET /me')
      expect(owner.body).toEqual({ user: null, rights: [...RIGHTS], somewhere: [...RIGHTS], rank: null })
      const reader = await api().ask('POST /tokens', { body: { name: 'reads', scopes: ['read'] } })
      const { id, token } = reader.body as { id: number; token: string }
      expect((await api().ask('GET /me', { token })).body).toMatchObject({ user: null, rights: [] })
      api().tokens.revoke(HOST_ACTOR, id)
    })

    it('documents every error', async () => {
      const { items } = (await api().ask('GET /errors', { token: null })).body as {
        items: { code: string }[]
      }
      expect(items.map(({ code }) => code)).toEqual(Object.keys(ERRORS))
    })
  })
}
