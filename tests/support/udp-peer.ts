import { createSocket, type Socket } from 'node:dgram'

/** A plain Node socket on loopback that keeps all it gets: the other end in tests of transports. */
export class UdpPeer {
  readonly host: string
  readonly received: Buffer[] = []
  readonly #socket: Socket
  #arrived: (() => void) | undefined

  private constructor(socket: Socket, host: string) {
    this.#socket = socket
    this.host = host
    socket.on('message', (bytes) => {
      this.received.push(bytes)
      this.#arrived?.()
    })
  }

  static open(host = '127.0.0.1'): Promise<UdpPeer> {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    return new Promise((resolve, reject) => {
      socket.once('error', reject)
      socket.bind(0, host, () => {
        resolve(new UdpPeer(socket, host))
      })
    })
  }

  get port(): number {
    return this.#socket.address().port
  }

  /** Sends to a port of this peer's own host; resolves when the system has taken it. */
  send(bytes: Uint8Array, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.send(bytes, port, this.host, (error) => {
        if (error === null) resolve()
        else reject(error)
      })
    })
  }

  /** Resolves when so many datagrams have come in all. */
  async until(count: number): Promise<void> {
    while (this.received.length < count) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve
      })
    }
  }

  close(): void {
    this.#socket.close()
  }
}
