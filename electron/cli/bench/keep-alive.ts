import { Agent, request } from 'node:http'
import type { Duplex } from 'node:stream'
import { dialPinned } from '../../session/tls-dial.ts'

/** A host's API over one connection that stays open, its certificate checked when it opens. */
export class KeepAlive {
  /** Connections that were opened: one, where none was lost. */
  connections = 0
  readonly #agent: Agent
  readonly #fingerprint: string
  readonly #port: number

  /** `fingerprint` is the SHA-256 of the host's certificate, base64url. */
  constructor(port: number, fingerprint: string) {
    this.#port = port
    this.#fingerprint = fingerprint
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1 })
    this.#agent.createConnection = (_options, onOpen) => {
      this.#dial().then(
        (socket) => onOpen?.(null, socket),
        (error: unknown) => onOpen?.(error as Error, undefined as unknown as Duplex),
      )
      return undefined
    }
  }

  /** GET; answers status and length of the answer, bytes. Rejects where the connection fails. */
  get(path: string, token: string): Promise<{ readonly status: number; readonly bytes: number }> {
    const headers = { authorization: `Bearer ${token}` }
    const options = {
      agent: this.#agent,
      host: '127.0.0.1',
      port: this.#port,
      path: `/api/v1${path}`,
      headers,
    }
    return new Promise((resolve, reject) => {
      request(options, (response) => {
        let bytes = 0
        response.on('data', (part: Buffer) => (bytes += part.length))
        response.once('error', reject).once('end', () => {
          resolve({ status: response.statusCode ?? 0, bytes })
        })
      })
        .once('error', reject)
        .end()
    })
  }

  close(): void {
    this.#agent.destroy()
  }

  #dial() {
    this.connections += 1
    const target = { address: '127.0.0.1', port: this.#port, name: '127.0.0.1' }
    return dialPinned(target, this.#fingerprint, new AbortController().signal)
  }
}
