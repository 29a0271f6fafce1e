import type { Socket } from 'node:net'
import type { Server } from 'node:tls'

/**
 * Hands each connection to TLS when its first bytes are there, and closes it where none come within `waitMs`. Node's
 * TLS makes room by what comes first: 64 KiB for each connection, for as long as it stands, where it reads that itself,
 * and about as much as there is where it was read before. More comes later where more is sent at once.
 *
 * Call it before anybody else listens for connections of this server.
 */
export function waitForFirstBytes(server: Server, waitMs: number): void {
  const secure = server.listeners('connection')
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    const give = (): void => {
      for (const listener of secure) Reflect.apply(listener, server, [socket])
    }
    const end = (): void => {
      socket.destroy()
    }
    // What breaks off closes by itself.
    socket.on('error', end)
    socket.setTimeout(waitMs, end)
    socket.once('readable', () => {
      socket.setTimeout(0, end)
      if (socket.readableLength > 0) give()
      else end()
    })
  })
}
