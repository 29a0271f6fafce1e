import process from 'node:process'
import { PortBundle, PortCore, type Port } from './port.ts'

/** What Electron hands to a utility process; present there and nowhere else. */
interface UtilityParentPort {
  on(event: 'message', listener: (event: { ports: ElectronMessagePort[] }) => void): void
}

/** What of Electron's MessagePortMain a port needs. */
interface ElectronMessagePort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
  on(event: 'close', listener: () => void): void
  start(): void
  close(): void
}

/**
 * Every port that somebody opens to this service process: under Node over the fork's IPC, under Electron
 * each as a transferred message port. `onGone` is called when the parent is gone: the service then ends.
 */
export function acceptPorts(onPort: (port: Port) => void, onGone: () => void): void {
  const parentPort = (process as { parentPort?: UtilityParentPort }).parentPort
  if (parentPort !== undefined) {
    parentPort.on('message', ({ ports }) => {
      for (const port of ports) onPort(electronPort(port))
    })
    return
  }
  const bundle = new PortBundle((envelope) => {
    if (process.connected) process.send?.(envelope, undefined, undefined, () => {})
  })
  bundle.onPort(onPort)
  process.on('message', (message) => {
    bundle.received(message)
  })
  process.on('disconnect', () => {
    bundle.closed()
    onGone()
  })
}

/** A port over a message port of Electron, which is the same in its main process and in a utility process. */
export function electronPort(port: ElectronMessagePort): Port {
  const core = new PortCore(
    (message) => {
      port.postMessage(message)
    },
    () => {
      port.close()
    },
  )
  port.on('message', ({ data }) => {
    core.received(data)
  })
  port.on('close', () => {
    core.closed()
  })
  port.start()
  return core
}
