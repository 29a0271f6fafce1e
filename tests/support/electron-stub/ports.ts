import { EventEmitter } from 'node:events'

/** Half of a message channel of the main process; the other half is in this process until it is transferred. */
export class StubPort extends EventEmitter {
  other: StubPort | undefined
  /** Where messages for this half go once it lives in another process or in the page. */
  transferred: ((message: unknown) => void) | undefined
  /** Tells there that this channel is closed. */
  transferredClosed: (() => void) | undefined

  postMessage(message: unknown): void {
    const { other } = this
    queueMicrotask(() => {
      if (other?.transferred !== undefined) other.transferred(message)
      else other?.emit('message', { data: message, ports: [] })
    })
  }

  start(): void {}

  close(): void {
    this.other?.emit('close')
    this.other?.transferredClosed?.()
  }
}

export class MessageChannelMain {
  readonly port1 = new StubPort()
  readonly port2 = new StubPort()

  constructor() {
    this.port1.other = this.port2
    this.port2.other = this.port1
  }
}

/** A message of a transferred port over the IPC of a fork. */
export interface PortMessage {
  readonly stubPort: number
  readonly data?: unknown
  readonly isNew?: true
}

export function isPortMessage(message: unknown): message is PortMessage {
  return typeof message === 'object' && message !== null && 'stubPort' in message
}
