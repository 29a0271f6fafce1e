import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type, type Static, type TObject, type TSchema } from 'typebox'
import type { Right } from '../../../contract/permissions.ts'
import type { Scope } from '../../../contract/scopes.ts'
import type { VersionRepository } from '../../../storage/repositories/versions.ts'
import type { Store } from '../../../storage/store.ts'
import type { Community } from '../../community.ts'
import type { Backups } from '../../backups.ts'
import type { JobService } from '../../jobs/job-service.ts'
import type { Actor } from '../../services/audit-log.ts'
import type { InviteService, InviteTerms } from '../../services/invite-service.ts'
import type { HostMetrics } from '../../services/host-metrics.ts'
import type { Permissions } from '../../services/permissions.ts'
import type { Bearer, TokenService } from '../../services/token-service.ts'
import type { Condition } from '../routes/health.ts'
import type { HttpsServer } from '../server.ts'
import { actorOf, bearerOf, requireAccess } from './access.ts'
import { Download } from './download.ts'
import { Problem } from './schemas.ts'
import { entityTag, precondition, type Versioned } from './versions.ts'

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
  /** A fresh token of the owner; the one before is void. */
  readonly renewOwnerToken: () => string
  readonly metrics: HostMetrics
  readonly condition: Condition
  readonly jobs: JobService
  readonly backups: Backups
}

type Part = TObject | undefined
type ValueOf<P extends Part> = P extends TSchema ? Static<P> : undefined

/** One route: who may, what comes in, what goes out. */
export interface Route<Params extends Part, Query extends Part, Body extends Part, Answer extends TSchema> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly url: `/${string}`
  readonly summary: string
  /** What programs have to know beside that. */
  readonly description?: string
  readonly tag: string
  /** Absent: anybody may. */
  readonly scope?: Scope
  /** Signed-in users with one of these come in as well, and the act itself decides on the rest; absent: programs only. */
  readonly rights?: readonly Right[]
  /**
   * The thing that is read or changed, where its changes are counted: answers carry its `ETag`, and of a change
   * `If-Match` is heeded. Who reads the same and changes it second is answered with `changed-since`.
   */
  readonly versioned?: (params: ValueOf<Params>) => Versioned
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  /** Status of success; 200 unless said, 204 without an answer. 202: a job that goes on. */
  readonly status?: 201 | 202
  readonly answer?: Answer
  /** What a download has in it, by media type; in place of an answer. */
  readonly contents?: Readonly<Record<string, TSchema>>
  readonly handle: (given: {
    readonly params: ValueOf<Params>
    readonly query: ValueOf<Query>
    readonly body: ValueOf<Body>
    readonly actor: Actor
    /** Whose token it was; throws where the route lets in anybody. */
    readonly caller: () => Bearer
    /** For what waits before it writes: to be called right before the write. Has been called once already. */
    readonly unchanged: () => void
  }) => Static<Answer> | Promise<Static<Answer>> | Download | undefined
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
export function routerOf(
  app: FastifyInstance<HttpsServer>,
  versions: VersionRepository,
  permissions: Permissions,
): Router {
  return (route) => {
    const { method, url, scope, rights, answer, contents, status, versioned, handle } = route
    const code = answer === undefined && contents === undefined ? NO_CONTENT : (status ?? OK)
    app.route({
      ...{ method, url: `/api/v1${url}` },
      ...(scope === undefined ? {} : { onRequest: requireAccess({ scope, rights }, permissions) }),
      schema: describe(route, code),
      handler: async (request: FastifyRequest, reply) => {
        const params = request.params as Parameters<NonNullable<typeof versioned>>[0]
        const thing = versioned?.(params)
        const unchanged = thing === undefined ? () => {} : precondition(request, versions, thing)
        unchanged()
        const given = { params, query: request.query, body: request.body, unchanged }
        const actor = scope === undefined ? ANYBODY : actorOf(request)
        const caller = () => bearerOf(request)
        const result = await handle({ ...given, actor, caller } as Parameters<typeof handle>[0])
        if (thing !== undefined) void reply.header('etag', entityTag(versions, thing))
        if (result instanceof Download) return sendDownload(reply, result)
        return reply.code(code).send(result)
      },
    })
  }
}

function sendDownload(reply: FastifyReply, { type, name, chunks }: Download): FastifyReply {
  void reply.header('content-disposition', `attachment; filename="${name}"`).type(type)
  return reply.send(Readable.from(chunks))
}

/** Routes that let in anybody change nothing, so this name is in no log. */
const ANYBODY: Actor = { kind: 'token', name: 'anybody' }
const REFUSALS = { '4xx': 'Refused.', '5xx': 'Not possible now.' } as const
const TAG_HEADER = { ETag: { type: 'string', description: 'Stands for the state of the thing.' } }
const IF_MATCH = Type.Object({
  'if-match': Type.Optional(
    Type.String({
      description: 'An ETag: the change is made only if nobody else has changed the thing since. Optional.',
    }),
  ),
})

type Described = Pick<
  Route<Part, Part, Part, TSchema>,
  Exclude<keyof Route<Part, Part, Part, TSchema>, 'handle' | 'versioned'>
> & {
  readonly versioned?: unknown
}

/** What the document says of a route, and by which what comes in is checked. */
function describe(route: Described, code: number) {
  const { method, summary, description, tag, scope, params, query, body, answer, contents, versioned } = route
  const files = Object.entries(contents ?? {}).map(([type, schema]) => [type, { schema }])
  const file = { description: 'The file.', content: Object.fromEntries(files) as object }
  const success = contents === undefined ? (answer ?? { type: 'null', description: 'Done.' }) : file
  const headers = versioned === undefined ? {} : { headers: TAG_HEADER }
  const refusals = Object.entries(REFUSALS).map(([status, text]) => {
    return [status, { description: text, content: { 'application/problem+json': { schema: Problem } } }]
  })
  return {
    ...{ summary, tags: [tag], security: scope === undefined ? [] : [{ token: [scope] }] },
    ...(description === undefined ? {} : { description }),
    ...(params === undefined ? {} : { params }),
    ...(query === undefined ? {} : { querystring: query }),
    ...(body === undefined ? {} : { body }),
    ...(versioned === undefined || method === 'GET' ? {} : { headers: IF_MATCH }),
    response: { [code]: { ...success, ...headers }, ...(Object.fromEntries(refusals) as object) },
  }
}
