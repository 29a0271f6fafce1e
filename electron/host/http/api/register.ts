import type { FastifyInstance } from 'fastify'
import { registerUpload } from '../routes/backup-upload.ts'
import { registerBackups } from '../routes/backups.ts'
import { registerCaller } from '../routes/caller.ts'
import { registerHealth } from '../routes/health.ts'
import { registerHost } from '../routes/host.ts'
import { registerJobs } from '../routes/jobs.ts'
import { registerMetrics } from '../routes/metrics.ts'
import { registerOrder } from '../routes/order.ts'
import { registerPeople } from '../routes/people.ts'
import { registerPlaces } from '../routes/places.ts'
import { registerPresence } from '../routes/presence.ts'
import { registerRecordings } from '../routes/recordings.ts'
import type { HttpsServer } from '../server.ts'
import { routerOf, type ApiContext } from './api.ts'
import { describeApi } from './document.ts'

/** Version of the API; its first number is that of the addresses. */
const API_VERSION = '1.0.0'

/** Everything under `/api/v1`, its document, and `/metrics`. */
export async function registerApi(app: FastifyInstance<HttpsServer>, context: ApiContext): Promise<void> {
  await describeApi(app, API_VERSION)
  // In a scope of its own: routes are described from here on.
  await app.register((scope, _options, done) => {
    const inner = scope as unknown as FastifyInstance<HttpsServer>
    const route = routerOf(inner, context.store.versions, context.community.permissions)
    registerHealth(route, context.condition)
    registerCaller(route, context)
    registerHost(route, context)
    registerPeople(route, context)
    registerPresence(route, context)
    registerPlaces(route, context)
    registerOrder(route, context)
    registerJobs(route, context)
    registerRecordings(inner, route, context)
    registerBackups(route, context)
    registerUpload(inner, context)
    registerMetrics(inner, route, context)
    done()
  })
}
