import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { Type } from 'typebox'
import type { ApiContext, Router } from '../api/api.ts'
import { requireScope } from '../api/access.ts'
import type { HttpsServer } from '../server.ts'

const strict = { additionalProperties: false } as const
const Values = Type.Record(Type.String(), Type.Number())

/** The figures of a host: for people's programs as JSON, now and lately, and for Prometheus as text. */
export function registerMetrics(app: FastifyInstance<HttpsServer>, route: Router, context: ApiContext): void {
  const { metrics } = context
  route({
    ...{ method: 'GET', url: '/metrics', summary: 'All figures now', tag: 'metrics', scope: 'metrics' },
    answer: Type.Object({ values: Values }, strict),
    handle: () => ({ values: { ...metrics.now() } }),
  })
  route({
    ...{ method: 'GET', url: '/metrics/history', summary: 'The figures of the last minutes' },
    ...{ tag: 'metrics', scope: 'metrics' },
    query: Type.Object({ since: Type.Optional(Type.Integer({ minimum: 0 })) }, strict),
    answer: Type.Object(
      { samples: Type.Array(Type.Object({ at: Type.Integer(), values: Values }, strict)) },
      strict,
    ),
    handle: ({ query }) => ({
      samples: metrics.since(query.since ?? 0).map(({ at, values }) => ({ at, values })),
    }),
  })
  const registry = registryOf(context)
  app.get(
    '/metrics',
    { onRequest: requireScope('metrics'), schema: { hide: true } },
    async (_request, reply) => {
      return reply.type(registry.contentType).send(await registry.metrics())
    },
  )
}

/** One gauge for all figures of ours, which are read when somebody asks; and those of the process. */
function registryOf({ metrics }: ApiContext): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'palabre_value',
    help: 'Figures of the host by name: counts since its start, and values now.',
    labelNames: ['name'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [name, value] of Object.entries(metrics.now())) this.set({ name }, value)
    },
  })
  return registry
}
