import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket as TcpSocket } from 'node:net'
import { LossyLink, type Impairment } from './lossy-link.ts'
import { seededRandom } from './seeded-random.ts'

/** A host seen through a bad network: the same port number for TCP (untouched) and UDP (impaired). */
export interface LossyProxy {
  readonly port: number
  /** Changes both directions, or one. */
  change(up: Impairment, down?: Impairment): void
  /** Lets no datagram through, in either direction, until `change`. */
  block(): void
  close(): Promise<void>
}

interface Guest {
  readonly toHost: Socket
  readonly up: LossyLink<Buffer>
  readonly down: LossyLink<Buffer>
}

/** A link that loses everything. */
const BLOCKED: Impairment = { loss: 1 }

/**
 * Puts a proxy before the host on 127.0.0.1 `hostPort`. Guests use its port in the invite instead. `watch` is shown
 * each datagram that leaves the proxy towards a guest, and when.
 */
export async function startLossyProxy(
  hostPort: number,
  impairment: Impairment = {},
  seed = 1,
  watch: (datagram: Uint8Array, atMs: number) => void = () => {},
): Promise<LossyProxy> {
  const { server, udp } = await listenOnBoth()
  const { port } = server.address() as AddressInfo
  const guests = new Map<string, Guest>()
  const random = seededRandom(seed)
  const sockets = new Set<TcpSocket>()
  let up = impairment
  let down = impairment

  server.on('connection', (client) => {
    const host = connect(hostPort, '127.0.0.1')
    for (const [from, to] of [
      [client, host],
      [host, client],
    ] as const) {
      sockets.add(from)
      from.setNoDelay(true)
      from.on('error', () => to.destroy())
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
      from.pipe(to)
    }
  })

  const pump = (guest: Guest, from: RemoteInfo): void => {
    const now = performance.now()
    guest.up.receive(now, (datagram) => {
      guest.toHost.send(datagram, hostPort, '127.0.0.1')
    })
    guest.down.receive(now, (datagram) => {
      watch(datagram, now)
      udp.send(datagram, from.port, from.address)
    })
  }
  const timers = new Map<string, NodeJS.Timeout>()

  udp.on('message', (datagram, from) => {
    const name = `${from.address}:${String(from.port)}`
    let guest = guests.get(name)
    if (guest === undefined) {
      const toHost = createSocket('udp4')
      const made: Guest = { toHost, up: new LossyLink(up, random), down: new LossyLink(down, random) }
      toHost.on('message', (answer) => {
        made.down.send(answer, answer.length, performance.now())
        pump(made, from)
      })
      toHost.on('error', () => {})
      // A millisecond is the grain of delay and jitter here; timers know no finer one.
      timers.set(
        name,
        setInterval(() => {
          pump(made, from)
        }, 1),
      )
      guests.set(name, made)
      guest = made
    }
    guest.up.send(datagram, datagram.length, performance.now())
    pump(guest, from)
  })
  udp.on('error', () => {})

  const change = (newUp: Impairment, newDown: Impairment = newUp): void => {
    up = newUp
    down = newDown
    for (const guest of guests.values()) {
      guest.up.change(up)
      guest.down.change(down)
    }
  }
  return {
    port,
    change,
    block: () => {
      change(BLOCKED)
    },
    close: async () => {
      for (const timer of timers.values()) clearInterval(timer)
      for (const guest of guests.values()) guest.toHost.close()
      for (const socket of sockets) socket.destroy()
      udp.close()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A TCP server and a UDP socket on one free port number. */
async function listenOnBoth(): Promise<{ server: ReturnType<typeof createServer>; udp: Socket }> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const udp = createSocket('udp4')
    const bound = once(udp, 'listening').then(
      () => true,
      () => false,
    )
    udp.bind((server.address() as AddressInfo).port, '127.0.0.1')
    if (await bound) return { server, udp }
    server.close()
  }
  throw new Error('No port is free for both TCP and UDP.')
}
