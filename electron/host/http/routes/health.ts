import type { FastifyInstance } from 'fastify'
import type { HttpsServer } from '../server.ts'

/** What anybody may know: that a host is here and answers. */
export function registerHealth(app: FastifyInstance<HttpsServer>, uptimeS: () => number): void {
  app.get('/api/v1/health', () => ({ status: 'ok', uptimeS: Math.floor(uptimeS()) }))
}
