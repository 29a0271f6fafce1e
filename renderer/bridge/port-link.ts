import type { Link, ServiceName } from './link.ts'

/** What the preload puts on the window: asks for a service's port, which comes as a window message. */
export interface PortSource {
  requestPort(service: ServiceName): void
}

/** How the preload names the message that brings a port. */
interface PortMessage {
  readonly palabrePort: ServiceName
}

/** A port that was closed (its service stopped) is asked for again after this long, ms: as with the browser shell. */
const RETRY_MS = 1_000

/** A link over the MessagePort that the Electron preload hands to the page; where it is closed, over the next one. */
export function portLink(service: ServiceName, source: PortSource): Link {
  let port: MessagePort | undefined
  let onMessage: (message: unknown) => void = () => {}
  let onOpen: (open: boolean) => void = () => {}
  let retry: ReturnType<typeof setTimeout> | undefined
  const waiting: unknown[] = []

  function lost(): void {
    port = undefined
    waiting.length = 0
    onOpen(false)
    retry = setTimeout(() => {
      source.requestPort(service)
    }, RETRY_MS)
  }

  const receive = (event: MessageEvent<unknown>): void => {
    const given = event.ports[0]
    if (event.source !== window || given === undefined || !isPortMessage(event.data, service)) return
    port?.close()
    port = given
    // Electron's own: a port of the web does not tell.
    given.addEventListener('close', () => {
      if (port === given) lost()
    })
    port.onmessage = (message: MessageEvent<unknown>) => {
      onMessage(message.data)
    }
    for (const message of waiting.splice(0)) port.postMessage(message)
    onOpen(true)
  }
  window.addEventListener('message', receive)
  source.requestPort(service)

  return {
    post(message) {
      if (port === undefined) waiting.push(message)
      else port.postMessage(message)
    },
    onMessage(listener) {
      onMessage = listener
    },
    onOpen(listener) {
      onOpen = listener
    },
    close() {
      window.removeEventListener('message', receive)
      clearTimeout(retry)
      const last = port
      port = undefined
      last?.close()
    },
  }
}

function isPortMessage(data: unknown, service: ServiceName): data is PortMessage {
  return typeof data === 'object' && data !== null && 'palabrePort' in data && data.palabrePort === service
}
