import type { Server } from 'node:net'
import { Strangers } from '../gateway/strangers.ts'

/**
 * Limits the TCP connections of one address that belong to no member, before any handshake is paid for.
 * Answers how to say that a connection belongs to one.
 */
export function limitSockets(
  server: Server,
  limits: { sockets: number; socketsPerAddress: number },
): (address: string, port: number) => void {
  const strangers = new Strangers(limits.sockets, limits.socketsPerAddress)
  const places = new Map<string, () => void>()
  server.maxConnections = limits.sockets
  server.on('connection', (socket) => {
    const { remoteAddress = '', remotePort = 0 } = socket
    const place = strangers.admit(remoteAddress)
    if (place === undefined) {
      socket.destroy()
      return
    }
    const key = socketKey(remoteAddress, remotePort)
    places.set(key, place)
    socket.once('close', () => {
      places.delete(key)
      place()
    })
  })
  return (address, port) => places.get(socketKey(address, port))?.()
}

function socketKey(address: string, port: number): string {
  return `${address} ${String(port)}`
}
