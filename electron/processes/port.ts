import type { ChildProcess } from 'node:child_process'
import { Emitter } from '../base/emitter.ts'

/**
 * A two-way line to another process: the least that a service needs to be reached.
 * Messages are JSON values, arrive in order and never on the stack of the sender.
 */
export interface Port {
  post(message: unknown): void
  /** Messages; those that come before the first listener is added are kept for it. */
  onMessage(listener: (message: unknown) => void): void
  /** Once, when either side has closed or the other process is gone. */
  onClose(listener: () => void): void
  close(): void
}

/** The inner half of every port: keeps early messages, closes once. */
export class PortCore implements Port {
  readonly #messages = new Emitter<unknown>()
  readonly #closed = new Emitter<undefined>()
  readonly #send: (message: unknown) => void
  readonly #end: () => void
  #early: unknown[] | undefined = []
  #isClosed = false

  /** `send` hands a message to the other side, `end` tells it that this side has closed. */
  constructor(send: (message: unknown) => void, end: () => void) {
    this.#send = send
    this.#end = end
  }

  post(message: unknown): void {
    if (!this.#isClosed) this.#send(message)
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#messages.on(listener)
    const early = this.#early ?? []
    this.#early = undefined
    for (const message of early) listener(message)
  }

  onClose(listener: () => void): void {
    if (this.#isClosed) queueMicrotask(listener)
    else this.#closed.on(listener)
  }

  close(): void {
    if (this.#isClosed) return
    this.#end()
    this.closed()
  }

  /** To be called with each message of the other side. */
  received(message: unknown): void {
    if (this.#isClosed) return
    if (this.#early === undefined) this.#messages.emit(message)
    else this.#early.push(message)
  }

  /** To be called when the other side is gone. */
  closed(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#closed.emit(undefined)
  }
}

/** Two ports of one process, each the other's far side. */
export function portPair(): [Port, Port] {
  const near: PortCore = half(() => far)
  const far: PortCore = half(() => near)
  return [near, far]
}

function half(other: () => PortCore): PortCore {
  return new PortCore(
    (message) => {
      const copy = structuredClone(message)
      queueMicrotask(() => {
        other().received(copy)
      })
    },
    () => {
      queueMicrotask(() => {
        other().closed()
      })
    },
  )
}

/** What of a socket of `ws` a port needs. */
interface TextSocket {
  send(text: string): void
  close(): void
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): unknown
  on(event: 'close', listener: () => void): unknown
}

/** A port over a WebSocket: one JSON text frame per message; what is not JSON closes it. */
export function webSocketPort(socket: TextSocket): Port {
  const core = new PortCore(
    (message) => {
      socket.send(JSON.stringify(message))
    },
    () => {
      socket.close()
    },
  )
  socket.on('message', (data, isBinary) => {
    try {
      if (isBinary) throw new TypeError('text frames only')
      core.received(JSON.parse(data.toString('utf8')))
    } catch {
      core.close()
    }
  })
  socket.on('close', () => {
    core.closed()
  })
  return core
}

/** One message of a line that carries several ports: opened, a message, or closed. */
interface Envelope {
  readonly port: number
  readonly kind: 'open' | 'data' | 'close'
  readonly data?: unknown
}

/** Many ports over one line (the IPC of a child process), numbered by the side that opens them. */
export class PortBundle {
  readonly #ports = new Map<number, PortCore>()
  readonly #opened = new Emitter<Port>()
  readonly #post: (envelope: Envelope) => void
  #next = 0

  constructor(post: (envelope: Envelope) => void) {
    this.#post = post
  }

  /** A new port; the other side hears of it by `onPort`. */
  open(): Port {
    const port = this.#next
    this.#next += 1
    this.#post({ port, kind: 'open' })
    return this.#make(port)
  }

  onPort(listener: (port: Port) => void): void {
    this.#opened.on(listener)
  }

  /** To be called with each message of the line; others than ours are left alone. */
  received(message: unknown): void {
    if (!isEnvelope(message)) return
    if (message.kind === 'open') this.#opened.emit(this.#make(message.port))
    else if (message.kind === 'data') this.#ports.get(message.port)?.received(message.data)
    else this.#drop(message.port)
  }

  /** To be called when the line is gone. */
  closed(): void {
    for (const id of [...this.#ports.keys()]) this.#drop(id)
  }

  #make(port: number): Port {
    const core = new PortCore(
      (data) => {
        this.#post({ port, kind: 'data', data })
      },
      () => {
        this.#ports.delete(port)
        this.#post({ port, kind: 'close' })
      },
    )
    this.#ports.set(port, core)
    return core
  }

  #drop(port: number): void {
    const core = this.#ports.get(port)
    this.#ports.delete(port)
    core?.closed()
  }
}

/** The ports between this process and a child it has forked. */
export function childPorts(child: ChildProcess): PortBundle {
  const bundle = new PortBundle((envelope) => {
    if (child.connected) child.send(envelope, () => {})
  })
  child.on('message', (message) => {
    bundle.received(message)
  })
  child.on('exit', () => {
    bundle.closed()
  })
  return bundle
}

function isEnvelope(message: unknown): message is Envelope {
  return typeof message === 'object' && message !== null && 'port' in message && 'kind' in message
}
