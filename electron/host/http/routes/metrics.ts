import type { FastifyInstance } from 'fastify'
import { Gauge, Histogram, Registry } from 'prom-client'
import { Type } from 'typebox'
import { FORWARD_BOUNDS_US } from '../../../contract/media.ts'
import { Name, RowId } from '../../../contract/models.ts'
import type { HostMetrics } from '../../services/host-metrics.ts'
import { forwardCounts } from '../../services/period-figures.ts'
import type { ApiContext, Router } from '../api/api.ts'
import { requireAccess } from '../api/access.ts'
import type { HttpsServer } from '../server.ts'

const strict = { additionalProperties: false } as const
const Values = Type.Record(Type.String(), Type.Number())
const UserQuality = Type.Object(
  {
    ...{ userId: RowId, nickname: Name, channelId: RowId },
    /** Reports that count here; nine of ten say no more than what follows. */
    listeners: Type.Integer({ minimum: 1 }),
    /** Share of the user's packets that did not come, 0..1. */
    loss: Type.Number({ minimum: 0, maximum: 1 }),
    jitterMs: Type.Number({ minimum: 0 }),
    at: Type.Integer(),
  },
  strict,
)
const US_PER_S = 1e6
const MS_PER_S = 1e3
/** Answers of a host take from a fraction of a millisecond to as long as an export, s. */
const REQUEST_BOUNDS_S = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]

/** The figures of a host: for people's programs as JSON, now and lately, and for Prometheus as text. */
export function registerMetrics(app: FastifyInstance<HttpsServer>, route: Router, context: ApiContext): void {
  const { metrics } = context
  route({
    ...{ method: 'GET', url: '/metrics', summary: 'All figures now', tag: 'metrics', scope: 'metrics' },
    rights: ['manageHost'],
    answer: Type.Object({ values: Values }, strict),
    handle: () => ({ values: { ...metrics.recorder.now() } }),
  })
  route({
    ...{ method: 'GET', url: '/metrics/history', summary: 'The figures of the last minutes' },
    ...{ tag: 'metrics', scope: 'metrics' },
    rights: ['manageHost'],
    query: Type.Object({ since: Type.Optional(Type.Integer({ minimum: 0 })) }, strict),
    answer: Type.Object(
      { samples: Type.Array(Type.Object({ at: Type.Integer(), values: Values }, strict)) },
      strict,
    ),
    handle: ({ query }) => ({
      samples: metrics.recorder.since(query.since ?? 0).map(({ at, values }) => ({ at, values })),
    }),
  })
  route({
    ...{ method: 'GET', url: '/metrics/users', summary: 'How each user is heard by the others' },
    ...{ tag: 'metrics', scope: 'metrics' },
    rights: ['manageHost'],
    answer: Type.Object({ items: Type.Array(UserQuality) }, strict),
    handle: () => ({ items: metrics.quality.all() }),
  })
  const registry = registryOf(metrics)
  registerPrometheus(app, registry, context)
}

function registerPrometheus(
  app: FastifyInstance<HttpsServer>,
  registry: Registry,
  { metrics, community: { permissions } }: ApiContext,
): void {
  const requests = new Histogram({
    name: 'palabre_http_request_seconds',
    help: 'Answers of the API, by method and route.',
    labelNames: ['method', 'route'],
    buckets: REQUEST_BOUNDS_S,
    registers: [registry],
  })
  app.addHook('onResponse', (request, reply, done) => {
    metrics.period.answered(reply.statusCode, reply.elapsedTime)
    const route = request.routeOptions.url ?? 'none'
    requests.observe({ method: request.method, route }, reply.elapsedTime / MS_PER_S)
    done()
  })
  app.get(
    '/metrics',
    { onRequest: requireAccess({ scope: 'metrics' }, permissions), schema: { hide: true } },
    async (_request, reply) => {
      const text = `${await registry.metrics()}\n${forwardHistogram(metrics)}`
      return reply.type(registry.contentType).send(text)
    },
  )
}

/**
 * One gauge for all figures of ours, which are read when somebody asks. Nothing here has a timer of its own, so that
 * a registry goes with its host.
 */
function registryOf({ recorder }: HostMetrics): Registry {
  const registry = new Registry()
  new Gauge({
    name: 'palabre_value',
    help: 'Figures of the host by name: counts since its start, and values now.',
    labelNames: ['name'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [name, value] of Object.entries(recorder.now())) this.set({ name }, value)
    },
  })
  return registry
}

/** The way through the media worker, which counts it itself, in the text format of Prometheus. */
function forwardHistogram({ counters }: HostMetrics): string {
  const name = 'palabre_forward_seconds'
  const counts = forwardCounts(counters())
  const bounds = [...FORWARD_BOUNDS_US.map((bound) => String(bound / US_PER_S)), '+Inf']
  let total = 0
  const lines = bounds.map((bound, place) => {
    total += counts[place] ?? 0
    return `${name}_bucket{le="${bound}"} ${String(total)}`
  })
  const help = 'What datagrams wait in the media worker at most.'
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} histogram`,
    ...lines,
    `${name}_count ${String(total)}`,
    '',
  ].join('\n')
}
