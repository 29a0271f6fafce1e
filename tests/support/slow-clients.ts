import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { once } from 'node:events'

/** How far a slow client gets before it becomes slow. */
export type Slowness = 'handshake' | 'headers' | 'body'

const DRIP_MS = 1_000
/** What is said at once, before the bytes that come one a second. */
const BEGINNINGS: Readonly<Record<Slowness, string>> = {
  // Of a ClientHello: a record that promises 512 bytes.
  handshake: '\x16\x03\x01\x02\x00',
  headers: 'GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ',
  body: 'POST /api/v1/roles HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
}

/** Connections that say one byte a second and never come to an end. */
export class SlowClients {
  readonly #sockets = new Set<Socket>()
  #opened = 0
  #timer: NodeJS.Timeout | undefined

  /** Connections that the host has not closed. */
  get left(): number {
    return this.#sockets.size
  }

  get opened(): number {
    return this.#opened
  }

  /** Opens so many connections from an address of loopback, some at a time, so that the host can take them. */
  async open(port: number, count: number, slowness: Slowness, localAddress: string): Promise<void> {
    const together = 25
    for (let done = 0; done < count; done += together) {
      await Promise.all(
        Array.from({ length: Math.min(together, count - done) }, () =>
          this.#open(port, slowness, localAddress),
        ),
      )
    }
    this.#timer ??= setInterval(() => {
      for (const socket of this.#sockets) socket.write('a')
    }, DRIP_MS)
  }

  close(): void {
    clearInterval(this.#timer)
    for (const socket of this.#sockets) socket.destroy()
  }

  async #open(port: number, slowness: Slowness, localAddress: string): Promise<void> {
    const place = { host: '127.0.0.1', port, localAddress }
    const tcp = connectTcp(place)
    tcp.on('error', () => {})
    await once(tcp, 'connect')
    const socket = slowness === 'handshake' ? tcp : connectTls({ socket: tcp, rejectUnauthorized: false })
    socket.on('error', () => {})
    if (socket !== tcp) await once(socket, 'secureConnect')
    this.#opened += 1
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    socket.resume()
    socket.write(BEGINNINGS[slowness], 'latin1')
  }
}
