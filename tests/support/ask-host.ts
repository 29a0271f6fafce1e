import { request } from 'node:https'
import type { HostReady } from './running-host.ts'

/**
 * Asks the REST API of a host as a program would that trusts it: GET, or POST where there is a body. `path` is below
 * `/api/v1`.
 */
export function askHost(
  { port }: Pick<HostReady, 'port'>,
  path: string,
  token?: string,
  body?: object,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
    }
    const method = text === undefined ? 'GET' : 'POST'
    const target = {
      method,
      host: '127.0.0.1',
      port,
      path: `/api/v1${path}`,
      headers,
      agent: false,
      rejectUnauthorized: false,
    }
    request(target, (response) => {
      let answer = ''
      response.setEncoding('utf8').on('data', (part: string) => (answer += part))
      response.once('error', reject).once('end', () => {
        resolve({ status: response.statusCode ?? 0, text: answer })
      })
    })
      .once('error', reject)
      .end(text)
  })
}
