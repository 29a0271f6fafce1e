import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { dialled, type Adapter } from './adapters.ts'

/** How one adapter is used. */
export interface LinePlan {
  readonly adapter: Adapter
  /** UDP port to hear at; 0: any, and nothing is heard. */
  readonly port: number
  /** Multicast group to hear. */
  readonly group: string
  /** Routers a multicast may pass, plus one. */
  readonly hops: number
  readonly onMessage: (bytes: Uint8Array, from: LineSender) => void
  /** The line is of no use any more; called once at most. */
  readonly onFailed: (error: Error) => void
}

export interface LineSender {
  /** IP literal, with its zone where it is link-local. */
  readonly address: string
  readonly port: number
}

/** A UDP socket that sends through one adapter alone. */
export interface Line {
  /** What cannot be sent is lost, as on any network. */
  send(bytes: Uint8Array, port: number, address: string): void
  /** Resolves when all that was sent has left. */
  close(): Promise<void>
}

export type OpenLine = (plan: LinePlan) => Line

/** What a send that the system keeps waiting is given at the end, ms. */
const FLUSH_MS = 300

/** A line on a socket of the system. */
export const openUdpLine: OpenLine = (plan) => new UdpLine(plan)

class UdpLine implements Line {
  readonly #plan: LinePlan
  readonly #socket: Socket
  #waiting = 0
  #flushed: (() => void) | undefined
  #isOver = false

  constructor(plan: LinePlan) {
    const { adapter, port } = plan
    this.#plan = plan
    const type = adapter.family === 4 ? 'udp4' : 'udp6'
    // Several programs hear the same multicasts, and on one machine several of ours.
    this.#socket = createSocket({ type, reuseAddr: port !== 0, ipv6Only: adapter.family === 6 })
    this.#socket.on('error', (error) => {
      this.#fail(error)
    })
    if (port !== 0) this.#socket.on('message', this.#onMessage)
    // Bound to its own address a socket would hear no multicast.
    const address = port === 0 ? dialled(adapter.address, adapter) : undefined
    this.#socket.bind({ port, exclusive: true, ...(address === undefined ? {} : { address }) }, () => {
      this.#join()
    })
  }

  send(bytes: Uint8Array, port: number, address: string): void {
    if (this.#isOver) return
    this.#waiting += 1
    const done = () => {
      this.#waiting -= 1
      if (this.#waiting === 0) this.#flushed?.()
    }
    try {
      this.#socket.send(bytes, port, address, done)
    } catch {
      done()
    }
  }

  async close(): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    this.#socket.off('message', this.#onMessage)
    if (this.#waiting > 0) await this.#flush()
    this.#socket.close()
  }

  readonly #onMessage = (bytes: Buffer, { address, port }: RemoteInfo): void => {
    this.#plan.onMessage(bytes, { address, port })
  }

  #join(): void {
    const { adapter, port, group, hops } = this.#plan
    try {
      const through = adapter.family === 4 ? adapter.address : `::%${adapter.zone}`
      if (adapter.family === 4) this.#socket.setBroadcast(true)
      this.#socket.setMulticastInterface(through)
      this.#socket.setMulticastTTL(hops)
      this.#socket.setMulticastLoopback(true)
      if (port !== 0) this.#socket.addMembership(group, through)
    } catch (error) {
      this.#fail(error as Error)
    }
  }

  #fail(error: Error): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#socket.close()
    this.#plan.onFailed(error)
  }

  #flush(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, FLUSH_MS)
      this.#flushed = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
