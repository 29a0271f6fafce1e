import { EventEmitter } from 'node:events'
import process from 'node:process'
import { isPortMessage, StubPort } from './ports.ts'

/** In a forked child: `process.parentPort` as a utility process has it, over the IPC of the fork. */
const parentPort = new EventEmitter()
const ports = new Map<number, StubPort>()

process.on('message', (message) => {
  if (!isPortMessage(message)) return
  const { stubPort, data, isNew } = message
  if (isNew === true) {
    const port = new StubPort()
    port.postMessage = (sent) => process.send?.({ stubPort, data: sent })
    ports.set(stubPort, port)
    parentPort.emit('message', { data: null, ports: [port] })
  } else ports.get(stubPort)?.emit('message', { data, ports: [] })
})
process.on('disconnect', () => process.exit(0))

Object.defineProperty(process, 'parentPort', { value: parentPort })
