import { Clean } from 'typebox/value'
import type { Clock } from '../../base/clock.ts'
import { validatorOf } from '../../base/validators.ts'
import {
  ADMIN_FILES,
  ADMIN_ROUTES,
  UPLOAD_ROUTE,
  type AdminAnswer,
  type AdminApi,
  type AdminEvents,
  type AdminFileGiven,
  type AdminFileName,
  type AdminGiven,
  type AdminRoute,
  type AdminRouteName,
  type Tagged,
} from '../../contract/admin.ts'
import type { JobStarted } from '../../contract/admin-items.ts'
import { PalabreError } from '../../contract/errors.ts'
import { ApiDocument } from './api-document.ts'
import { ADMIN_CONFIG, type AdminConfig } from './config.ts'
import type { AdminDoor } from './door.ts'
import { Downloads } from './downloads.ts'
import { Uploads } from './uploads.ts'
import { PinnedHttp, type Exchange } from './pinned-http.ts'

const PREFIX = '/api/v1'
const DOCUMENT_PATH = '/api/openapi.json'

export interface AdminRelayOptions {
  readonly door: AdminDoor
  readonly clock: Clock
  /** Where files go that are fetched. */
  readonly downloadFolder: string
  readonly onDownload: AdminEvents['onDownload']
  readonly config?: AdminConfig
}

/** What is known of the host that is spoken to. */
interface Line {
  readonly http: PinnedHttp
  readonly document: Promise<ApiDocument>
  /** Asked for when the host has shown its key; undefined: not yet, or void. */
  token?: Promise<string> | undefined
}

/**
 * Asks a host's REST API for the page, which cannot: only routes of the contract that the host's own document has too,
 * over TLS with the host's key, by a token that the page never sees.
 */
export class AdminRelay implements AdminApi {
  readonly #options: AdminRelayOptions
  readonly #config: AdminConfig
  readonly #downloads: Downloads
  readonly #uploads: Uploads
  #line: Line | undefined

  constructor(options: AdminRelayOptions) {
    this.#options = options
    this.#config = options.config ?? ADMIN_CONFIG
    this.#downloads = new Downloads({
      ...{ folder: options.downloadFolder, clock: options.clock, config: this.#config },
      tell: options.onDownload,
    })
    this.#uploads = new Uploads({ clock: options.clock, config: this.#config })
  }

  async admin<N extends AdminRouteName>(route: N, given: AdminGiven<N>): Promise<AdminAnswer<N>> {
    return (await this.adminTagged(route, given)).value
  }

  async adminTagged<N extends AdminRouteName>(
    route: N,
    given: AdminGiven<N>,
  ): Promise<Tagged<AdminAnswer<N>>> {
    const wanted: AdminRoute | undefined = Object.hasOwn(ADMIN_ROUTES, route)
      ? ADMIN_ROUTES[route]
      : undefined
    if (wanted === undefined) throw new PalabreError('request-invalid', { detail: 'route' })
    const exchange = exchangeOf(wanted, given)
    const { json, tag } = await this.#withToken(wanted, exchange, (http, ready) => http.ask(ready))
    return { value: readAnswer(wanted, json) as AdminAnswer<N>, tag }
  }

  async download<N extends AdminFileName>(file: N, given: AdminFileGiven<N>): Promise<number> {
    const known = Object.hasOwn(ADMIN_FILES, file) ? ADMIN_FILES[file] : undefined
    if (known === undefined) throw new PalabreError('request-invalid', { detail: 'file' })
    const wanted: AdminRoute = { method: 'GET', ...known }
    const exchange = exchangeOf(wanted, given)
    return Promise.resolve(
      this.#downloads.begin((signal) =>
        this.#withToken(wanted, exchange, (http, ready) => http.open(ready, signal)),
      ),
    )
  }

  stopDownload(id: number): Promise<void> {
    this.#downloads.stop(id)
    return Promise.resolve()
  }

  async upload(bytes: number): Promise<number> {
    if (!Number.isSafeInteger(bytes) || bytes < 1) throw new PalabreError('backup-invalid')
    // A token that is over would be noticed when the file is on its way, of which no piece comes twice.
    await this.admin('backups.list', {})
    const { http, token, document } = this.#reach()
    const { method, path } = UPLOAD_ROUTE
    ;(await document).check({ method, path, query: [], hasBody: true })
    const exchange = { method, path: `${PREFIX}${path}`, token: await token }
    return this.#uploads.begin(bytes, (file, signal) => http.ask({ ...exchange, file }, signal))
  }

  uploadPiece(id: number, piece: string): Promise<void> {
    return this.#uploads.piece(id, piece)
  }

  async endUpload(id: number): Promise<JobStarted> {
    const { json } = await this.#uploads.finish(id)
    return readAnswer(UPLOAD_ROUTE, json) as JobStarted
  }

  stopUpload(id: number): Promise<void> {
    this.#uploads.stop(id)
    return Promise.resolve()
  }

  /** Ends what is under way. */
  close(): void {
    this.#downloads.close()
    this.#uploads.close()
    this.#hangUp()
  }

  /** Asks with a token, and once more with a fresh one where the first is over. */
  async #withToken<T>(
    { method, path, query }: AdminRoute,
    exchange: Exchange & { readonly queryNames: readonly string[] },
    send: (http: PinnedHttp, exchange: Exchange) => Promise<T>,
  ): Promise<T> {
    const line = this.#reach()
    const document = await line.document
    const names = query === undefined ? [] : exchange.queryNames
    document.check({ method, path, query: names, hasBody: exchange.body !== undefined })
    const used = (line.token ??= this.#freshToken(line))
    try {
      return await send(line.http, { ...exchange, token: await used })
    } catch (error) {
      if (!(error instanceof PalabreError && error.code === 'token-invalid')) throw error
    }
    if (line.token === used) line.token = undefined
    const fresh = (line.token ??= this.#freshToken(line))
    return send(line.http, { ...exchange, token: await fresh })
  }

  /** The line to the host of this moment; another connection is another line. */
  #reach(): Line {
    const place = this.#options.door.place()
    if (place === undefined) throw new PalabreError('host-unreachable', { detail: 'not connected' })
    if (this.#line?.http.place === place) return this.#line
    this.#hangUp()
    const http = new PinnedHttp(place, this.#config)
    const document = http
      .ask({ method: 'GET', path: DOCUMENT_PATH })
      .then(({ json }) => new ApiDocument(json, PREFIX))
    const line: Line = { http, document }
    // The next request begins anew, and this one tells why.
    document.catch(() => {
      if (this.#line === line) this.#hangUp()
    })
    this.#line = line
    return line
  }

  #freshToken(line: Line): Promise<string> {
    const token = this.#options.door.token()
    token.catch(() => {
      line.token = undefined
    })
    return token
  }

  #hangUp(): void {
    this.#line?.http.close()
    this.#line = undefined
  }
}

/** A request of what the page gave. Throws `request-invalid` for what is not of the form. */
function exchangeOf(
  route: AdminRoute,
  given: unknown,
): Exchange & { readonly queryNames: readonly string[] } {
  const parts = partsOf(route, given)
  const path = route.path.replace(/\{(\w+)\}/g, (_all, name: string) =>
    encodeURIComponent(String(parts.params[name])),
  )
  const query = new URLSearchParams(
    Object.entries(parts.query).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString()
  return {
    ...{ method: route.method, match: matchOf(given) },
    path: `${PREFIX}${path}${query === '' ? '' : `?${query}`}`,
    queryNames: Object.keys(parts.query),
    ...(route.body === undefined ? {} : { body: parts.body }),
  }
}

type Fields = Readonly<Record<string, unknown>>

function partsOf(route: AdminRoute, given: unknown): { params: Fields; query: Fields; body: unknown } {
  const fields = typeof given === 'object' && given !== null ? (given as Fields) : {}
  const part = (name: 'params' | 'query' | 'body'): unknown => {
    const schema = route[name]
    const value = fields[name]
    if (schema === undefined) return {}
    if (validatorOf(schema).Check(value)) return value
    throw new PalabreError('request-invalid', { detail: name })
  }
  return { params: part('params') as Fields, query: part('query') as Fields, body: part('body') }
}

/** One entity tag in its quotes, as hosts make them: nothing of it leads out of its header. */
const TAG = /^"[\x21\x23-\x7e]{1,128}"$/

function matchOf(given: unknown): string | undefined {
  const match = typeof given === 'object' && given !== null && 'match' in given ? given.match : undefined
  if (match === undefined) return undefined
  if (typeof match === 'string' && TAG.test(match)) return match
  throw new PalabreError('request-invalid', { detail: 'match' })
}

/** What a later version of the host tells beside is left out. Throws `message-malformed`. */
function readAnswer({ answer }: AdminRoute, given: unknown): unknown {
  if (answer === undefined) return null
  const known: unknown = Clean(answer, given)
  if (validatorOf(answer).Check(known)) return known
  const [first] = validatorOf(answer).Errors(known)
  throw new PalabreError('message-malformed', {
    detail: `${first?.instancePath ?? ''} ${first?.message ?? ''}`,
  })
}
