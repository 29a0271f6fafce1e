import type { Link, ServiceName } from './link.ts'

/** What the preload puts on the window: asks for a service's port, which comes as a window message. */
export interface PortSource {
  requestPort(service: ServiceName): void
}

/** How the preload names the message that brings a port. */
interface PortMessage {
  readonly palabrePort: ServiceName
}

/** A link over the MessagePort that the Electron preload hands to the page. */
export function portLink(service: ServiceName, source: PortSource): Link {
  let port: MessagePort | undefined
  let onMessage: (message: unknown) => void = () => {}
  let onOpen: (open: boolean) => void = () => {}
  const waiting: unknown[] = []

  const receive = (event: MessageEvent<unknown>): void => {
    const given = event.ports[0]
    if (event.source !== window || given === undefined || !isPortMessage(event.data, service)) return
    port?.close()
    port = given
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
      port?.close()
    },
  }
}

function isPortMessage(data: unknown, service: ServiceName): data is PortMessage {
  return typeof data === 'object' && data !== null && 'palabrePort' in data && data.palabrePort === service
}
