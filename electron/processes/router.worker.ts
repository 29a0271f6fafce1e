import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { systemClock } from '../base/clock.ts'
import { systemRandom } from '../base/random.ts'
import { PalabreError } from '../contract/errors.ts'
import type { MediaEvent, MediaWorkerOptions } from '../contract/media.ts'
import type { DatagramTransport } from '../voice/interfaces.ts'
import { openHostMix } from '../voice/pipeline/open-host-mix.ts'
import { runMediaLoop } from '../voice/router/media-loop.ts'
import { Router } from '../voice/router/router.ts'
import { openTransport } from '../voice/transport/open-transport.ts'
import { commandsOf } from './command-port.ts'
import { kernelThreadId } from './thread-id.ts'
import { preferThread } from './thread-priority.ts'

/** The media worker of a host: one UDP socket and one router in a thread of their own. */
async function main(port: MessagePort, options: MediaWorkerOptions): Promise<void> {
  const post = (event: MediaEvent): void => {
    port.postMessage(event)
  }
  let transport: DatagramTransport | undefined
  preferThread(kernelThreadId())
  try {
    transport = await openTransport({ kind: options.transport, bind: options.bind, port: options.port })
    post(startedEvent(transport))
    const counters = new Float64Array(options.counters)
    const { recordings } = options
    const router = new Router({
      ...{ transport, counters, random: systemRandom, post, recordings },
      makeMix: openHostMix,
    })
    await runMediaLoop({ router, transport, commands: commandsOf(port), clock: systemClock })
    router.close()
    transport.close()
    post({ type: 'stopped' })
  } catch (error) {
    transport?.close()
    post(failedEvent(error))
  } finally {
    port.close()
  }
}

function startedEvent(transport: DatagramTransport): MediaEvent {
  const { localPort, kind, wakeId } = transport
  const wake = wakeId === undefined ? {} : { wakeId }
  return { type: 'started', port: localPort, transport: kind, threadId: kernelThreadId(), ...wake }
}

function failedEvent(error: unknown): MediaEvent {
  if (error instanceof PalabreError && (error.code === 'port-in-use' || error.code === 'address-unusable')) {
    return { type: 'failed', code: error.code, detail: error.detail ?? error.message }
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { type: 'failed', code: 'internal', detail }
}

if (parentPort === null) throw new Error('the media worker is a worker thread; it does not run alone')
await main(parentPort, workerData as MediaWorkerOptions)
