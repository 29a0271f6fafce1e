import { request } from 'node:http'
import { isErrorCode, PalabreError } from '../contract/errors.ts'
import { readRunningNote } from '../host/running-note.ts'
import { dialPinned } from '../session/tls-dial.ts'

/** A host on this machine has an idle processor's time to answer, ms. */
const ANSWER_MS = 5_000
const LEAST_ERROR = 400
const NO_CONTENT = 204

/** What a host was asked, and by whom. */
export interface Question {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below `/api/v1`. */
  readonly path: string
  readonly token?: string
  readonly body?: object
}

/** The host of a data folder that runs now, on this machine. */
export class LocalHost {
  readonly pid: number
  readonly port: number
  readonly #address: string
  readonly #fingerprint: string

  private constructor({ pid, port, address, fingerprint }: NonNullable<ReturnType<typeof readRunningNote>>) {
    this.pid = pid
    this.port = port
    this.#address = address
    this.#fingerprint = fingerprint
  }

  /** The host of a folder; undefined where none answers, or another program at its port. */
  static async find(folder: string): Promise<LocalHost | undefined> {
    const note = readRunningNote(folder)
    if (note === undefined) return undefined
    const host = new LocalHost(note)
    try {
      await host.ask({ method: 'GET', path: '/health' })
      return host
    } catch (error) {
      const isGone =
        error instanceof PalabreError && ['host-unreachable', 'host-key-changed'].includes(error.code)
      if (isGone) return undefined
      throw error
    }
  }

  /**
   * Asks over TLS, the host's certificate checked before anything is said. Answers the parsed JSON; throws the
   * PalabreError that the host named, or `host-unreachable`, `host-key-changed`.
   */
  async ask({ method, path, token, body }: Question): Promise<unknown> {
    const signal = AbortSignal.timeout(ANSWER_MS)
    const target = { address: this.#address, port: this.port, name: this.#address }
    const socket = await dialPinned(target, this.#fingerprint, signal)
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      connection: 'close',
    }
    try {
      const sent = request({
        method,
        path: `/api/v1${path}`,
        headers,
        signal,
        createConnection: () => socket,
      })
      const answered = new Promise<{ status: number; text: string }>((resolve, reject) => {
        sent.once('error', reject).once('response', (response) => {
          let received = ''
          response.setEncoding('utf8').on('data', (part: string) => (received += part))
          response.once('error', reject).once('end', () => {
            resolve({ status: response.statusCode ?? 0, text: received })
          })
        })
      })
      sent.end(text)
      return answerOf(await answered)
    } catch (error) {
      if (error instanceof PalabreError) throw error
      throw new PalabreError('host-unreachable', { detail: String(error), cause: error })
    } finally {
      socket.destroy()
    }
  }
}

function answerOf({ status, text }: { status: number; text: string }): unknown {
  if (status === NO_CONTENT || text === '') return undefined
  const answer: unknown = JSON.parse(text)
  if (status < LEAST_ERROR) return answer
  const problem = answer as { code?: unknown; detail?: unknown }
  const code = typeof problem.code === 'string' && isErrorCode(problem.code) ? problem.code : 'internal'
  throw new PalabreError(code, typeof problem.detail === 'string' ? { detail: problem.detail } : {})
}
