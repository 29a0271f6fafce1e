import { parentPort, workerData } from 'node:worker_threads'
import type { MediaCommand, MediaEvent, MediaWorkerOptions } from '../../electron/contract/media.ts'

/**
 * Stands for a media worker with a fault: it starts, and dies of the first `channelRemoved` it is told.
 * Bound to port 1 it cannot start at all.
 */
const { port } = workerData as MediaWorkerOptions
const post = (event: MediaEvent): void => {
  parentPort?.postMessage(event)
}
if (port === 1) {
  post({ type: 'failed', code: 'port-in-use', detail: 'UDP port 1' })
} else {
  post({ type: 'started', port: port === 0 ? 40_000 : port, transport: 'dgram', threadId: 0 })
  parentPort?.on('message', (command: MediaCommand) => {
    if (command.type === 'channelRemoved') throw new Error('a fault')
    if (command.type === 'memberRemoved') {
      post({ type: 'path', sourceId: command.sourceId, path: 'udp' })
    }
    if (command.type === 'stop') parentPort?.close()
  })
}
