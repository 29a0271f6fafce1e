import { request } from 'node:https'

/** An answer of a host's API. */
export interface HostAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly bytes: Buffer
}

/** A host's REST API over real TLS, as a program with a token uses it. The path goes out as it is. */
export class HostApi {
  readonly #port: number
  readonly #token: string

  constructor(port: number, token: string) {
    this.#port = port
    this.#token = token
  }

  ask(
    method: string,
    path: string,
    given: { readonly body?: object; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<HostAnswer> {
    const text = given.body === undefined ? undefined : JSON.stringify(given.body)
    const headers = {
      authorization: `Bearer ${this.#token}`,
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      ...given.headers,
    }
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.#port, method, headers, rejectUnauthorized: false }
      const asked = request({ ...options, path: `/api/v1${path}`, agent: false }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => {
          const bytes = Buffer.concat(chunks)
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes })
        })
        answer.on('error', reject)
      })
      asked.on('error', reject)
      asked.end(text)
    })
  }

  /** The JSON of an answer of success; throws for any other. */
  async json<T>(method: string, path: string, body?: object): Promise<T> {
    const { status, bytes } = await this.ask(method, path, body === undefined ? {} : { body })
    const text = bytes.toString('utf8')
    if (status >= 300) throw new Error(`${method} ${path} answered ${String(status)} ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
}
