import { Worker } from 'node:worker_threads'
import {
  counterIndex,
  MEDIA_COUNTER_LENGTH,
  type DropReason,
  type MediaCommand,
  type MediaCounter,
  type MediaEvent,
  type MediaWorkerOptions,
} from '../../electron/contract/media.ts'
import { entryUrl } from '../../electron/processes/entry.ts'
import { loadNet } from '../../native/index.ts'
import { PacketGuest } from './packet-guest.ts'
import { dropsIn } from './router-bench.ts'

/** Source id and channel of the member that `settled` asks by. */
const ASKER = 65_535

type Started = Extract<MediaEvent, { type: 'started' }>

/** The real media worker in its thread, as a host starts it. */
export class RouterWorker {
  readonly events: MediaEvent[] = []
  readonly #worker: Worker
  /** What the worker shares with its host. */
  readonly counters: SharedArrayBuffer
  readonly #values: Float64Array
  readonly #asker = new PacketGuest(ASKER, ASKER)
  #questions = 0
  #started: Started | undefined
  #arrived: (() => void) | undefined

  private constructor(worker: Worker, counters: SharedArrayBuffer) {
    this.#worker = worker
    this.counters = counters
    this.#values = new Float64Array(counters)
    worker.on('message', (event: MediaEvent) => {
      this.events.push(event)
      this.#arrived?.()
    })
  }

  /** Resolves with the worker at its first event, `started` or `failed`. */
  static async start(
    transport: MediaWorkerOptions['transport'],
    bind = '127.0.0.1',
    port = 0,
  ): Promise<RouterWorker> {
    const counters = new SharedArrayBuffer(MEDIA_COUNTER_LENGTH * Float64Array.BYTES_PER_ELEMENT)
    const workerData: MediaWorkerOptions = { bind, port, transport, counters }
    const made = new RouterWorker(new Worker(entryUrl('router.worker'), { workerData }), counters)
    const first = await made.until((event) => event.type === 'started' || event.type === 'failed')
    if (first.type === 'started') made.#started = first
    return made
  }

  get started(): Started {
    if (this.#started === undefined) throw new Error('the media worker has not started')
    return this.#started
  }

  post(...commands: MediaCommand[]): void {
    for (const command of commands) this.#worker.postMessage(command)
    if (this.#started?.wakeId !== undefined) loadNet().wake(this.#started.wakeId)
  }

  /**
   * Resolves when every command posted so far has been applied: a datagram sent afterwards cannot overtake one.
   * A member of this class's own asks through its tunnel and waits for the answer.
   */
  async settled(): Promise<void> {
    if (this.#questions === 0) this.post({ type: 'memberAdded', member: this.#asker.member })
    this.#questions += 1
    this.post({ type: 'tunnelIn', sourceId: ASKER, datagram: this.#asker.bind() })
    const answers = (): number =>
      this.events.filter((event) => event.type === 'tunnelOut' && event.sourceId === ASKER).length
    await this.until(() => answers() >= this.#questions)
  }

  /** The first event, past or to come, that fits. */
  async until(fits: (event: MediaEvent) => boolean): Promise<MediaEvent> {
    for (;;) {
      const event = this.events.find(fits)
      if (event !== undefined) return event
      await new Promise<void>((resolve) => {
        this.#arrived = resolve
      })
    }
  }

  count(counter: MediaCounter): number {
    return this.#values[counterIndex(counter)] ?? 0
  }

  drops(): Partial<Record<DropReason, number>> {
    return dropsIn(this.#values)
  }

  /** Resolves with the exit code. */
  async stop(): Promise<number> {
    const exited = new Promise<number>((resolve) => this.#worker.once('exit', resolve))
    this.post({ type: 'stop' })
    return exited
  }
}
