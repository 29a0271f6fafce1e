import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { WebSocketServer, type WebSocket } from 'ws'
import { testCertificate } from './test-certificate.ts'

/** A real TLS and WebSocket server on 127.0.0.1 whose words a test writes. */
export interface GatewayServer {
  readonly port: number
  readonly fingerprint: string
  /** Bytes that guests sent inside TLS. */
  receivedBytes(): number
  /** TCP connections open now. */
  open(): number
  close(): Promise<void>
}

export interface GatewayServerOptions {
  /** Speaks first on each WebSocket. */
  readonly onSocket?: (socket: WebSocket) => void
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3'
  readonly host?: string
  readonly port?: number
}

export async function startGatewayServer(options: GatewayServerOptions = {}): Promise<GatewayServer> {
  const { cert, key, fingerprint } = await testCertificate()
  const server = createServer({ cert, key, maxVersion: options.maxVersion ?? 'TLSv1.3' })
  const sockets = new Set<Duplex>()
  let received = 0
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('secureConnection', (socket: TLSSocket) => {
    socket.once('close', () => {
      received += socket.bytesRead
    })
  })
  server.on('tlsClientError', () => {})
  const gateway = new WebSocketServer({ server, path: '/gateway' })
  gateway.on('connection', (socket) => {
    socket.on('error', () => {})
    options.onSocket?.(socket)
  })
  const port = await listen(server, options.port ?? 0, options.host ?? '127.0.0.1')
  return {
    port,
    fingerprint,
    receivedBytes: () => received,
    open: () => sockets.size,
    close: async () => {
      for (const client of gateway.clients) client.terminate()
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve()
        })
      })
    },
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      resolve((server.address() as AddressInfo).port)
    })
  })
}

/** The first words of a host of the agreed version. */
export function challengeText(change: object = {}): string {
  const nonce = Buffer.alloc(32, 9).toString('base64url')
  return JSON.stringify({ type: 'challenge', version: 1, nonce, hostName: 'The house', ...change })
}
