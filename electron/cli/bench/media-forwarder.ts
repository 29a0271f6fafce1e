import { once } from 'node:events'
import process from 'node:process'
import { Worker } from 'node:worker_threads'
import { PalabreError } from '../../contract/errors.ts'
import {
  counterIndex,
  MEDIA_COUNTER_LENGTH,
  type MediaCommand,
  type MediaCounter,
  type MediaEvent,
  type MediaWorkerOptions,
} from '../../contract/media.ts'
import { entryUrl } from '../../processes/entry.ts'
import { loadNet } from '../../../native/index.ts'
import type { Forwarder, ForwarderTotals } from './forwarder.ts'
import { threadCpuNs } from './thread-cpu.ts'

type Started = Extract<MediaEvent, { type: 'started' }>

/** The media worker as a host runs it, told who its members are by commands alone. */
export class MediaForwarder implements Forwarder {
  readonly port: number
  readonly #worker: Worker
  readonly #counters: Float64Array
  readonly #started: Started

  private constructor(worker: Worker, counters: Float64Array, started: Started) {
    this.#worker = worker
    this.#counters = counters
    this.#started = started
    this.port = started.port
  }

  static async start(bind: string, transport: MediaWorkerOptions['transport']): Promise<MediaForwarder> {
    const counters = new SharedArrayBuffer(MEDIA_COUNTER_LENGTH * Float64Array.BYTES_PER_ELEMENT)
    const workerData: MediaWorkerOptions = { bind, port: 0, transport, counters }
    const worker = new Worker(entryUrl('router.worker'), { workerData })
    const [event] = (await once(worker, 'message')) as [MediaEvent]
    if (event.type === 'failed') throw new PalabreError(event.code, { detail: event.detail })
    if (event.type !== 'started') throw new Error(`The media worker began with ${event.type}.`)
    return new MediaForwarder(worker, new Float64Array(counters), event)
  }

  get transport(): 'native' | 'dgram' {
    return this.#started.transport
  }

  post(commands: readonly MediaCommand[]): void {
    for (const command of commands) this.#worker.postMessage(command)
    if (this.#started.wakeId !== undefined) loadNet().wake(this.#started.wakeId)
  }

  totals(): Promise<ForwarderTotals> {
    return Promise.resolve({
      cpuNs: threadCpuNs(process.pid, this.#started.threadId),
      packetsIn: this.#count('voiceIn'),
      packetsOut: this.#count('packetsOut'),
      sendFailed: this.#count('sendFailed'),
    })
  }

  async close(): Promise<void> {
    const exited = once(this.#worker, 'exit')
    this.post([{ type: 'stop' }])
    await exited
  }

  #count(counter: MediaCounter): number {
    return this.#counters[counterIndex(counter)] ?? 0
  }
}
