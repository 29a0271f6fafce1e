import Fastify, { type FastifyInstance } from 'fastify'
import { Compile } from 'typebox/compile'
import type { TSchema } from 'typebox'
import { toBase64Url } from '../../electron/base/crypto.ts'
import { registerApi } from '../../electron/host/http/api/register.ts'
import { compileSchema } from '../../electron/host/http/api/validation.ts'
import { protect } from '../../electron/host/http/plugins/protect.ts'
import { answerErrors, type HttpsServer } from '../../electron/host/http/server.ts'
import { HOST_CONFIG } from '../../electron/host/config.ts'
import { silentLogger } from '../../electron/base/logger.ts'
import { Backups } from '../../electron/host/backups.ts'
import { JobService } from '../../electron/host/jobs/job-service.ts'
import { JOBS_CONFIG } from '../../electron/host/jobs/config.ts'
import { InviteService } from '../../electron/host/services/invite-service.ts'
import { HostMetrics } from '../../electron/host/services/host-metrics.ts'
import { TokenService } from '../../electron/host/services/token-service.ts'
import { createHash } from 'node:crypto'
import { FakeJobRunner } from './fake-job-runner.ts'
import { OfflineCommunity } from './offline-community.ts'
import { seededRandom } from './seeded-random.ts'

export const OWNER_TOKEN = toBase64Url(new Uint8Array(32).fill(5))

interface Operation {
  /** Scopes, where it asks for any. */
  readonly security?: readonly { readonly token?: readonly string[] }[]
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { schema: TSchema }>> }>
  >
}
interface Checked {
  readonly method: string
  readonly path: string
  /** Media type. */
  readonly type: string
  readonly status: number
  readonly body: unknown
}

export interface ApiDocument {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** How a route is asked. The numbers stand in its address, where it names them. */
export interface AskOptions {
  readonly id?: number
  readonly roleId?: number
  readonly deviceId?: number
  readonly messageId?: number
  readonly file?: string
  readonly name?: string
  readonly query?: string
  readonly body?: object
  /** Null: without one; absent: the owner's. */
  readonly token?: string | null
  readonly headers?: Readonly<Record<string, string>>
}

/** What a route answered. */
export interface ApiAnswer {
  readonly headers: Readonly<Record<string, unknown>>
  readonly status: number
  readonly body: unknown
}

/** The API on the rules of a host and a real database, without TLS: every answer is held against the document. */
export class OfflineApi {
  readonly offline: OfflineCommunity
  readonly app: FastifyInstance<HttpsServer>
  readonly tokens: TokenService
  readonly metrics: HostMetrics
  /** Parts of the host that do not work, as it says itself. */
  failing: string[] = []
  readonly jobs: JobService
  readonly runner = new FakeJobRunner()
  readonly backups: Backups
  /** How often the host was asked to start again. */
  restarts = 0
  /** Routes that were answered with success, as `GET /users/{id}`. */
  readonly answered = new Set<string>()
  /** Routes that were added, as `GET /api/v1/users/:id`. */
  readonly routes: string[] = []
  #document: ApiDocument | undefined

  private constructor(offline: OfflineCommunity) {
    const { store, clock, community } = offline
    this.offline = offline
    this.app = Fastify({ bodyLimit: HOST_CONFIG.http.bodyBytes }) as unknown as FastifyInstance<HttpsServer>
    this.tokens = new TokenService({ store, clock, random: seededRandom(2), audit: community.audit })
    this.metrics = new HostMetrics({
      ...{ clock, config: { everyMs: 1_000, kept: 3 }, room: community.room },
      counters: () => ({ packetsIn: clock.nowMs() }),
    })
    this.jobs = new JobService({
      ...{ clock, repository: store.jobs, runner: this.runner, logger: silentLogger, config: JOBS_CONFIG },
    })
    this.backups = new Backups({
      ...{ store, clock, jobs: this.jobs, audit: community.audit, logger: silentLogger },
      folder: offline.folder,
      settings: community.settings,
      restart: () => (this.restarts += 1),
    })
  }

  /** The header of the owner's token. */
  readonly authorization = `Bearer ${OWNER_TOKEN}`

  static async open(): Promise<OfflineApi> {
    const api = new OfflineApi(await OfflineCommunity.open())
    const { store, clock, community } = api.offline
    const hash = createHash('sha256').update(OWNER_TOKEN).digest('base64url')
    store.state.set('ownerTokenHash', hash)
    const invites = new InviteService({ store, clock, random: seededRandom(3) })
    api.app.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) if (one !== 'HEAD') api.routes.push(`${one} ${url}`)
    })
    api.app.setValidatorCompiler(compileSchema)
    answerErrors(api.app, silentLogger)
    const { passes } = api.offline
    await protect(api.app, {
      clock,
      tokens: { authenticate: (token) => passes.find(token) ?? api.tokens.authenticate(token) },
      config: HOST_CONFIG.http,
      names: () => ['host.example'],
    })
    await registerApi(api.app, {
      ...{ store, community, invites, tokens: api.tokens, metrics: api.metrics },
      ...{ jobs: api.jobs, backups: api.backups },
      condition: { uptimeS: () => clock.nowMs() / 1000, failing: () => api.failing },
      createInvite: (terms) => `palabre://host/?t=${invites.create(terms)}`,
      createClaim: () => 'palabre://host/?t=claim',
      renewOwnerToken: () => 'another token',
    })
    await api.app.ready()
    return api
  }

  async close(): Promise<void> {
    this.metrics.close()
    this.backups.close()
    await this.jobs.close()
    await this.app.close()
    await this.offline.close()
  }

  async document(): Promise<ApiDocument> {
    const { body } = await this.app.inject('/api/openapi.json')
    this.#document ??= JSON.parse(body) as ApiDocument
    return this.#document
  }

  /** Asks `GET /users/{id}` with `{ id }` filled in, by the owner's token unless another, or none, is given. */
  async ask(route: string, given: AskOptions = {}): Promise<ApiAnswer> {
    const [method = 'GET', path = ''] = route.split(' ')
    const url = path.replace(/\{(\w+)\}/g, (_all, name: string) =>
      encodeURIComponent(String(given[name as 'id'])),
    )
    const token = given.token === undefined ? OWNER_TOKEN : given.token
    const response = await this.app.inject({
      method: method as 'GET',
      url: `/api/v1${url}${given.query === undefined ? '' : `?${given.query}`}`,
      headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...given.headers },
      ...(given.body === undefined ? {} : { payload: given.body }),
    })
    const [type = ''] = (response.headers['content-type'] ?? '').split(';')
    const isJson = type.endsWith('json')
    const body: unknown = response.body === '' ? null : isJson ? JSON.parse(response.body) : response.body
    await this.#check({ method, path, type, status: response.statusCode, body })
    if (response.statusCode < 300) this.answered.add(route)
    return { status: response.statusCode, body, headers: response.headers }
  }

  async #check({ method, path, type, status, body }: Checked): Promise<void> {
    const { paths } = await this.document()
    const operation = paths[`/api/v1${path}`]?.[method.toLowerCase()]
    if (operation === undefined) throw new Error(`${method} ${path} is not in the document`)
    const described =
      operation.responses[String(status)] ?? operation.responses[`${String(status)[0] ?? ''}XX`]
    if (described === undefined) throw new Error(`${method} ${path} does not tell of ${String(status)}`)
    const schema = described.content?.[type]?.schema
    if (schema === undefined) {
      if (body !== null) throw new Error(`${method} ${path} answered where nothing was promised`)
      return
    }
    const check = Compile(schema)
    if (check.Check(body)) return
    throw new Error(`${method} ${path} ${String(status)}: ${JSON.stringify([...check.Errors(body)][0])}`)
  }
}
