import { request, type RequestOptions } from 'node:https'

export interface RestAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  /** From the first attempt to connect to the last byte. */
  readonly tookMs: number
}

export interface RestRequest {
  readonly port: number
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** Where from; an address of loopback. */
  readonly localAddress?: string
}

/** One request on a connection of its own to a host on this machine; whose certificate it is does not matter here. */
export function askRest(wanted: RestRequest): Promise<RestAnswer> {
  const { port, path, method = 'GET', headers = {}, body, localAddress = '127.0.0.1' } = wanted
  const options: RequestOptions = {
    ...{ host: '127.0.0.1', port, path, method, headers, localAddress },
    ...{ rejectUnauthorized: false, agent: false },
  }
  const startedMs = performance.now()
  return new Promise((resolve, reject) => {
    const asked = request(options, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('error', reject)
      response.on('end', () => {
        resolve({
          ...{ status: response.statusCode ?? 0, headers: response.headers },
          ...{ text: Buffer.concat(pieces).toString(), tookMs: performance.now() - startedMs },
        })
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })
}
