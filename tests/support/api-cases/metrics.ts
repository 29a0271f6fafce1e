import { describe, expect, it } from 'vitest'
import type { OfflineApi } from '../offline-api.ts'

/** Figures and health. */
export function metricsCases(api: () => OfflineApi): void {
  describe('metrics', () => {
    it('now, lately, and for Prometheus', async () => {
      api().offline.clock.advance(5_000)
      const { samples } = (await api().ask('GET /metrics/history')).body as { samples: { at: number }[] }
      expect(samples).toHaveLength(3)
      const later = await api().ask('GET /metrics/history', { query: `since=${String(samples[1]?.at)}` })
      expect((later.body as { samples: unknown[] }).samples).toHaveLength(1)
      expect((await api().ask('GET /metrics')).body).toMatchObject({
        values: {
          members: expect.any(Number) as number,
          forwardP99Us: 0,
          eventLoopP99Ms: expect.any(Number) as number,
          requestP99Ms: expect.any(Number) as number,
          cpuPercent: expect.any(Number) as number,
        },
      })
      expect((await api().ask('GET /metrics/users')).body).toEqual({ items: [] })
      const headers = { authorization: `Bearer ${(await tokenOf(api(), ['metrics'])).token}` }
      const text = await api().app.inject({ url: '/metrics', headers })
      expect(text.body).toContain('palabre_value{name="members"}')
      expect(text.body).toMatch(/^palabre_forward_seconds_bucket\{le="\+Inf"\} 0$/m)
      expect(text.body).toMatch(
        /^palabre_http_request_seconds_count\{method="GET",route="\/api\/v1\/users"\} \d+$/m,
      )
      expect((await api().app.inject('/metrics')).statusCode).toBe(401)
    })

    it('of each user who is heard', async () => {
      const user = api().offline.user('Heard')
      const { sourceId } = api().offline.enter(user)
      api().metrics.quality.note({ type: 'quality', sourceId, listeners: 3, loss: 0.05, jitterMs: 4.2 })
      api().metrics.quality.note({ type: 'quality', sourceId: 60_000, listeners: 1, loss: 1, jitterMs: 0 })
      const { body } = await api().ask('GET /metrics/users')
      const heard = {
        userId: user.id,
        nickname: 'Heard',
        channelId: 1,
        listeners: 3,
        loss: 0.05,
        jitterMs: 4.2,
      }
      expect(body).toMatchObject({ items: [heard] })
    })
  })
}

async function tokenOf(api: OfflineApi, scopes: string[]): Promise<{ token: string }> {
  return (await api.ask('POST /tokens', { body: { name: 't', scopes } })).body as { token: string }
}
