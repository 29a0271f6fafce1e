import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { VIEWER_POLICY } from '../plugins/headers.ts'
import type { HttpsServer } from '../server.ts'

/** Where the document lies, and the page that shows it. */
export const DOCUMENT_PATH = '/api/openapi.json'
const VIEWER_PATH = '/docs'

/** Describes every route that is added after this, and shows the description with what the host itself carries. */
export async function describeApi(app: FastifyInstance<HttpsServer>, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Palabre host', version },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
  })
  await app.register(swaggerUi, { routePrefix: VIEWER_PATH, staticCSP: VIEWER_POLICY, logLevel: 'silent' })
  app.get(DOCUMENT_PATH, { schema: { hide: true } }, () => app.swagger())
}
