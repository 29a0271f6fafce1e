import { fileURLToPath } from 'node:url'
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import { Piscina } from 'piscina'
import type { Clock } from '../../base/clock.ts'
import { errorOf, PalabreError } from '../../contract/errors.ts'
import type { JobKind } from '../../contract/jobs.ts'
import type { JobsConfig } from './config.ts'
import type { JobOutcome, JobProgress, JobTask } from './job-task.ts'
import type { JobPayload, JobResult } from './kinds.ts'

/** A job in a thread. */
export interface JobRun<K extends JobKind> {
  /** Rejects with a `PalabreError`. */
  readonly done: Promise<JobResult<K>>
  /** Asks it to end; what does not listen is ended with its thread after the grace. */
  readonly cancel: () => void
}

/** Does jobs, each in a thread. */
export interface JobRunner {
  start<K extends JobKind>(
    kind: K,
    payload: JobPayload<K>,
    onProgress: (progress: JobProgress) => void,
  ): JobRun<K>
  /** Threads there are now. */
  readonly threads: number
  /** Ends every thread. */
  close(): Promise<void>
}

/** The threads of a pool: as many as there is work for, within the bounds of the configuration. */
export class JobThreads implements JobRunner {
  readonly #pool: Piscina<JobTask, JobOutcome>
  readonly #config: JobsConfig
  readonly #clock: Clock

  /** `entry`: the file whose default export does a `JobTask`. */
  constructor(entry: URL, config: JobsConfig, clock: Clock) {
    this.#config = config
    this.#clock = clock
    this.#pool = new Piscina<JobTask, JobOutcome>({
      filename: fileURLToPath(entry),
      minThreads: config.threadsLeast,
      maxThreads: config.threadsMost,
      idleTimeout: config.idleMs,
      resourceLimits: { maxOldGenerationSizeMb: config.heapMib },
      recordTiming: false,
    })
  }

  get threads(): number {
    return this.#pool.threads.length
  }

  start<K extends JobKind>(
    kind: K,
    payload: JobPayload<K>,
    onProgress: (progress: JobProgress) => void,
  ): JobRun<K> {
    const { port1: ours, port2: port } = new MessageChannel()
    const cancelled = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
    const killer = new AbortController()
    let cancelKill: () => void = () => {}
    ours.on('message', onProgress)
    const task: JobTask<K> = { kind, payload, port, cancelled, tellMs: this.#config.tellMs }
    const ended = this.#pool.run(task, { transferList: [port], signal: killer.signal })
    const done = outcomeOf<K>(ended, killer.signal).finally(() => {
      cancelKill()
      // What it told last may be on its way still, though its end has come by another way.
      for (let last = receiveMessageOnPort(ours); last !== undefined; last = receiveMessageOnPort(ours)) {
        onProgress(last.message as JobProgress)
      }
      ours.close()
    })
    return {
      done,
      cancel: () => {
        Atomics.store(new Int32Array(cancelled), 0, 1)
        ours.postMessage('cancel')
        cancelKill = this.#clock.after(this.#config.graceMs, () => {
          killer.abort()
        })
      },
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy()
  }
}

/** The pool answers for every kind; the task that went in says of which kind this answer is. */
async function outcomeOf<K extends JobKind>(
  ended: Promise<JobOutcome>,
  killed: AbortSignal,
): Promise<JobResult<K>> {
  const outcome = (await ended.catch((error: unknown) => {
    if (killed.aborted) throw new PalabreError('job-cancelled')
    const detail = error instanceof Error ? error.message : String(error)
    throw new PalabreError('internal', { detail: `the thread of the job ended: ${detail}`, cause: error })
  })) as JobOutcome<K>
  if (outcome.ok) return outcome.result
  throw errorOf(outcome.error)
}
