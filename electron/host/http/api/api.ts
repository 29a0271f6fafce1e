import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Static, TObject, TSchema } from 'typebox'
import type { Scope } from '../../../contract/scopes.ts'
import type { Store } from '../../../storage/store.ts'
import type { Community } from '../../community.ts'
import type { Actor } from '../../services/audit-log.ts'
import type { InviteService, InviteTerms } from '../../services/invite-service.ts'
import type { MetricsRecorder } from '../../services/metrics-recorder.ts'
import type { TokenService } from '../../services/token-service.ts'
import type { HttpsServer } from '../server.ts'
import { actorOf, requireScope } from './access.ts'
import { Problem } from './schemas.ts'

/** What the routes act upon. */
export interface ApiContext {
  readonly store: Store
  readonly community: Community
  readonly tokens: TokenService
  readonly invites: InviteService
  /** A fresh invite as a link. */
  readonly createInvite: (terms: InviteTerms) => string
  /** The link that makes the first who opens it an owner; the same until it was used. */
  readonly createClaim: () => string
  readonly metrics: MetricsRecorder
}

type Part = TObject | undefined
type ValueOf<P extends Part> = P extends TSchema ? Static<P> : undefined

/** One route: who may, what comes in, what goes out. */
export interface Route<Params extends Part, Query extends Part, Body extends Part, Answer extends TSchema> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly url: `/${string}`
  readonly summary: string
  readonly tag: string
  readonly scope: Scope
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  /** Status of success; 200 unless said, 204 without an answer. */
  readonly status?: 201
  readonly answer?: Answer
  readonly handle: (given: {
    readonly params: ValueOf<Params>
    readonly query: ValueOf<Query>
    readonly body: ValueOf<Body>
    readonly actor: Actor
  }) => Static<Answer> | Promise<Static<Answer>> | undefined
}

export type Router = <
  Params extends Part = undefined,
  Query extends Part = undefined,
  Body extends Part = undefined,
  Answer extends TSchema = TSchema,
>(
  route: Route<Params, Query, Body, Answer>,
) => void

const NO_CONTENT = 204
const OK = 200

/** Adds routes under `/api/v1`, each behind its scope and in the document. */
export function routerOf(app: FastifyInstance<HttpsServer>): Router {
  return ({ method, url, summary, tag, scope, params, query, body, status, answer, handle }) => {
    const code = answer === undefined ? NO_CONTENT : (status ?? OK)
    app.route({
      ...{ method, url: `/api/v1${url}` },
      onRequest: requireScope(scope),
      schema: {
        ...{ summary, tags: [tag], security: [{ token: [scope] }] },
        ...(params === undefined ? {} : { params }),
        ...(query === undefined ? {} : { querystring: query }),
        ...(body === undefined ? {} : { body }),
        response: {
          [code]: answer ?? { type: 'null', description: 'Done.' },
          '4xx': { description: 'Refused.', content: { 'application/problem+json': { schema: Problem } } },
        },
      },
      handler: async (request: FastifyRequest, reply) => {
        const given = { params: request.params, query: request.query, body: request.body }
        const result = await handle({ ...given, actor: actorOf(request) } as Parameters<typeof handle>[0])
        return reply.code(code).send(result)
      },
    })
  }
}
