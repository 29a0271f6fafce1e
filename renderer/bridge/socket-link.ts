import type { Link, ServiceName } from './link.ts'

/** A lost link is tried again after this long, ms: the browser shell is on the same machine. */
const RETRY_MS = 1_000

/** A link over the browser shell's WebSocket, opened again whenever it is lost. */
export function socketLink(service: ServiceName, origin: string): Link {
  return new SocketLink(`${origin.replace(/^http/, 'ws')}/bridge/${service}`)
}

class SocketLink implements Link {
  readonly #url: string
  readonly #waiting: string[] = []
  #socket: WebSocket
  #onMessage: (message: unknown) => void = () => {}
  #onOpen: (open: boolean) => void = () => {}
  #retry: ReturnType<typeof setTimeout> | undefined
  #closed = false

  constructor(url: string) {
    this.#url = url
    this.#socket = this.#open()
  }

  post(message: unknown): void {
    const text = JSON.stringify(message)
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text)
    else this.#waiting.push(text)
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#onMessage = listener
  }

  onOpen(listener: (open: boolean) => void): void {
    this.#onOpen = listener
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#retry)
    this.#socket.close()
  }

  #open(): WebSocket {
    const socket = new WebSocket(this.#url)
    socket.addEventListener('open', () => {
      for (const text of this.#waiting.splice(0)) socket.send(text)
      this.#onOpen(true)
    })
    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (typeof event.data === 'string') this.#onMessage(JSON.parse(event.data))
    })
    socket.addEventListener('close', () => {
      this.#lost()
    })
    return socket
  }

  #lost(): void {
    this.#waiting.length = 0
    if (this.#closed) return
    this.#onOpen(false)
    this.#retry = setTimeout(() => {
      this.#socket = this.#open()
    }, RETRY_MS)
  }
}
