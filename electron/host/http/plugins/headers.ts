import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import type { HttpsServer } from '../server.ts'

/**
 * Headers that browsers obey. Nothing of a host is a page but the viewer of the document, which has a policy of its
 * own. No HSTS: it holds for a name, and on `localhost` would shut out every other program of the machine.
 */
export async function sendHeaders(app: FastifyInstance<HttpsServer>): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"] },
    },
    strictTransportSecurity: false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  })
}

/** The policy of the viewer: what the host itself carries, and nothing from elsewhere. */
export const VIEWER_POLICY = {
  'default-src': "'self'",
  'base-uri': "'none'",
  'connect-src': "'self'",
  'frame-ancestors': "'none'",
  'img-src': ["'self'", 'data:'],
  'object-src': "'none'",
  'script-src': "'self'",
  'script-src-attr': "'none'",
  // The viewer writes styles into its elements; scripts it loads from the host alone.
  'style-src': ["'self'", "'unsafe-inline'"],
}
