import { describe, expect, it } from 'vitest'
import { problem } from './expectations.ts'
import type { OfflineApi } from '../offline-api.ts'

/** Tokens of programs. */
export function tokensCases(api: () => OfflineApi): void {
  describe('tokens', () => {
    it('let in by scope, until they are revoked or their time is over', async () => {
      const made = await api().ask('POST /tokens', { body: { name: 'bot', scopes: ['read'], lifetimeS: 60 } })
      const { id, token } = made.body as { id: number; token: string }
      expect((await api().ask('GET /users', { token })).status).toBe(200)
      expect(await api().ask('GET /tokens', { token })).toMatchObject({
        status: 403,
        body: problem('scope-missing'),
      })
      expect((await api().ask('GET /tokens')).body).toMatchObject({
        items: [{ name: 'bot', lastUsedAt: expect.any(Number) as number }],
      })
      expect(await api().ask('GET /users', { token: null })).toMatchObject({
        status: 401,
        body: problem('token-required'),
      })
      expect((await api().ask('GET /users', { token: `${token}x` })).body).toEqual(problem('token-invalid'))
      await api().ask('DELETE /tokens/{id}', { id })
      expect((await api().ask('GET /users', { token })).body).toEqual(problem('token-invalid'))
      expect((await api().ask('DELETE /tokens/{id}', { id })).body).toEqual(problem('token-unknown'))
      const brief = (await api().ask('POST /tokens', { body: { name: 'b', scopes: ['read'], lifetimeS: 1 } }))
        .body
      api().offline.clock.advance(1_000)
      const late = await api().ask('GET /users', { token: (brief as { token: string }).token })
      expect(late.body).toEqual(problem('token-invalid'))
    })

    it('of the whole host show the link of its first owner and renew the owner’s token; that is noted', async () => {
      expect((await api().ask('POST /owner-token')).body).toEqual({ token: 'another token' })
      expect((await api().ask('GET /audit', { query: 'action=owner-token.renew' })).body).toMatchObject({
        items: [{ actorName: 'owner token' }],
      })
      expect((await api().ask('POST /claim')).body).toEqual({ claim: 'palabre://host/?t=claim' })
      const scopes = ['manage', 'moderate', 'read', 'metrics']
      const made = await api().ask('POST /tokens', { body: { name: 't', scopes } })
      const { token } = made.body as { token: string }
      expect(await api().ask('POST /claim', { token })).toMatchObject({
        status: 403,
        body: problem('scope-missing'),
      })
      expect((await api().ask('GET /audit', { query: 'action=claim.show' })).body).toMatchObject({
        items: [{ actorName: 'owner token' }],
      })
    })
  })
}
