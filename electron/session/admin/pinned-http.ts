import { Agent, request, type IncomingMessage } from 'node:http'
import type { Duplex, Readable } from 'node:stream'
import { isErrorCode, PalabreError } from '../../contract/errors.ts'
import { dialPinned } from '../tls-dial.ts'
import type { AdminConfig } from './config.ts'

/** Where a host is, and how to know it. */
export interface AdminPlace {
  /** IP literal. */
  readonly address: string
  readonly port: number
  /** SHA-256 of its certificate, base64url. */
  readonly fingerprint: string
}

/** One request, ready to be sent. */
export interface Exchange {
  readonly method: string
  /** With query, below the root. */
  readonly path: string
  readonly token?: string | undefined
  readonly body?: unknown
  /** The entity tag the thing must still have (`If-Match`). */
  readonly match?: string | undefined
  /** In place of a body: a file, sent as it comes. */
  readonly file?: { readonly body: Readable; readonly bytes: number } | undefined
}

/** The JSON of an answer, null where there is none, and its entity tag, where it has one. */
export interface Answer {
  readonly json: unknown
  readonly tag: string | null
}

const LEAST_REFUSAL = 300
const SECONDS = /^\d{1,6}$/

/** HTTP over TLS to one host; its key is checked before anything is said. Connections are kept for a moment. */
export class PinnedHttp {
  readonly place: AdminPlace
  readonly #agent: PinnedAgent
  readonly #config: AdminConfig

  constructor(place: AdminPlace, config: AdminConfig) {
    this.place = place
    this.#config = config
    this.#agent = new PinnedAgent(place, config.idleMs)
  }

  /** The answer to a request, its body not yet read. Rejects with the host's refusal, or `host-unreachable`. */
  async open(exchange: Exchange, signal: AbortSignal): Promise<IncomingMessage> {
    const response = await this.#send(exchange, signal)
    if ((response.statusCode ?? 0) < LEAST_REFUSAL) return response
    throw refusalOf(response, await this.#read(response))
  }

  async ask(
    exchange: Exchange,
    signal: AbortSignal = AbortSignal.timeout(this.#config.requestMs),
  ): Promise<Answer> {
    const response = await this.open(exchange, signal)
    return { json: jsonOf(await this.#read(response)), tag: response.headers.etag ?? null }
  }

  close(): void {
    this.#agent.destroy()
  }

  #send({ method, path, token, body, match, file }: Exchange, signal: AbortSignal): Promise<IncomingMessage> {
    const { address: host, port } = this.place
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(match === undefined ? {} : { 'if-match': match }),
      ...(text === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      ...(file === undefined
        ? {}
        : { 'content-type': 'application/octet-stream', 'content-length': file.bytes }),
    }
    return new Promise((resolve, reject) => {
      const asked = request({ host, port, method, path, headers, signal, agent: this.#agent })
        .once('response', resolve)
        // A host that refuses a file may hang up while more of it is on its way.
        .on('error', (error) => {
          reject(unreachable(error))
        })
      if (file === undefined) asked.end(text)
      else file.body.pipe(asked)
    })
  }

  async #read(response: IncomingMessage): Promise<string> {
    const pieces: Buffer[] = []
    let bytes = 0
    try {
      for await (const piece of response as AsyncIterable<Buffer>) {
        bytes += piece.length
        if (bytes > this.#config.answerBytes) throw new PalabreError('message-too-large')
        pieces.push(piece)
      }
    } catch (error) {
      throw unreachable(error)
    }
    return Buffer.concat(pieces).toString('utf8')
  }
}

/** Dials as the session does, so that nobody can stand in between. */
class PinnedAgent extends Agent {
  readonly #place: AdminPlace
  readonly #end = new AbortController()

  constructor(place: AdminPlace, idleMs: number) {
    super({ keepAlive: true, timeout: idleMs })
    this.#place = place
  }

  override createConnection(
    _options: unknown,
    created?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const { address, port, fingerprint } = this.#place
    dialPinned({ address, port, name: address }, fingerprint, this.#end.signal).then(
      (socket) => created?.(null, socket),
      (error: unknown) => created?.(error as Error, undefined as unknown as Duplex),
    )
  }

  override destroy(): void {
    this.#end.abort()
    super.destroy()
  }
}

/** What went wrong on the way; a refusal stays what it is. */
export function unreachable(error: unknown): PalabreError {
  if (error instanceof PalabreError) return error
  const detail = (error as NodeJS.ErrnoException).code ?? String(error)
  return new PalabreError('host-unreachable', { detail, cause: error })
}

/** The problem document (RFC 9457) of a refusal as an error of ours; a code of a newer catalogue becomes `internal`. */
function refusalOf({ statusCode, headers }: IncomingMessage, text: string): PalabreError {
  const { code, title, detail } = problemOf(text)
  const seconds = headers['retry-after'] ?? ''
  const again = SECONDS.test(seconds) ? { retryAfter: Number(seconds) } : {}
  if (typeof code !== 'string' || !isErrorCode(code)) {
    return new PalabreError('internal', {
      detail: `${String(statusCode)} ${String(code)} ${String(title)}`,
      ...again,
    })
  }
  return new PalabreError(code, { ...(typeof detail === 'string' ? { detail } : {}), ...again })
}

function problemOf(text: string): {
  readonly code?: unknown
  readonly title?: unknown
  readonly detail?: unknown
} {
  try {
    const problem: unknown = JSON.parse(text)
    return typeof problem === 'object' && problem !== null ? problem : {}
  } catch {
    return {}
  }
}

function jsonOf(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new PalabreError('message-malformed')
  }
}
