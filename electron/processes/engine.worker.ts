import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads'
import { systemClock } from '../base/clock.ts'
import type { EngineCommand, EngineEvent, EngineOptions } from '../contract/engine.ts'
import { reportOf } from '../contract/errors.ts'
import { runEngine } from '../voice/pipeline/run-engine.ts'

/** The voice engine of a guest: devices, both chains and the UDP socket in one thread. */
async function main(port: MessagePort, options: EngineOptions): Promise<void> {
  const post = (event: EngineEvent): void => {
    if (event.type === 'tunnelOut') port.postMessage(event, [event.datagram.buffer as ArrayBuffer])
    else port.postMessage(event)
  }
  const takeCommand = (): EngineCommand | undefined =>
    (receiveMessageOnPort(port) as { message: EngineCommand } | undefined)?.message
  try {
    await runEngine({ options, clock: systemClock, post, takeCommand })
  } catch (error) {
    post({ type: 'failed', error: reportOf(error) })
  } finally {
    port.close()
  }
}

if (parentPort === null) throw new Error('the voice engine is a worker thread; it does not run alone')
await main(parentPort, workerData as EngineOptions)
