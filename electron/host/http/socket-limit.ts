import type { Socket } from 'node:net'
import type { Server } from 'node:tls'
import type { DoorCounts } from '../gateway/door-counts.ts'
import { Strangers, type Place } from '../gateway/strangers.ts'

export interface SocketLimits {
  /** TCP connections that belong to no member, in all and of one address. */
  readonly sockets: number
  readonly socketsPerAddress: number
  /** Members at the same time. */
  readonly members: number
}

/**
 * Limits the TCP connections that belong to no member, before any handshake is paid for: the oldest that has not
 * finished its handshake gives way, then the oldest of all. Answers how to say that a connection belongs to a member.
 */
export function limitSockets(
  server: Server,
  limits: SocketLimits,
  counts: DoorCounts,
): (address: string, port: number) => void {
  const { sockets, socketsPerAddress, members } = limits
  const strangers = new Strangers(sockets, socketsPerAddress, () => {
    counts.count('sockets-gave-way')
  })
  const places = new Map<string, Place>()
  // What members have left behind on their way out is counted nowhere else.
  server.maxConnections = sockets + 2 * members
  server.on('connection', (socket: Socket) => {
    const { remoteAddress = '', remotePort = 0 } = socket
    const place = strangers.admit(remoteAddress, () => socket.destroy())
    const key = socketKey(remoteAddress, remotePort)
    places.set(key, place)
    socket.once('close', () => {
      places.delete(key)
      place.leave()
    })
  })
  server.on('secureConnection', ({ remoteAddress = '', remotePort = 0 }) => {
    places.get(socketKey(remoteAddress, remotePort))?.rise()
  })
  return (address, port) => places.get(socketKey(address, port))?.leave()
}

function socketKey(address: string, port: number): string {
  return `${address} ${String(port)}`
}
