import type { MessagePort } from 'node:worker_threads'
import type { Clock } from '../../base/clock.ts'
import { PalabreError, reportOf, type ErrorReport } from '../../contract/errors.ts'
import type { JobKind } from '../../contract/jobs.ts'
import type { JobPayload, JobResult } from './kinds.ts'

/** A job as it goes to a thread. Nothing but these shapes crosses, in either direction. */
export interface JobTask<K extends JobKind = JobKind> {
  readonly kind: K
  readonly payload: JobPayload<K>
  /** Progress comes back through it; one message into it, of any shape, asks the job to end. */
  readonly port: MessagePort
  /** One 32-bit number, 1 once the job is asked to end: for work that cannot wait for messages. */
  readonly cancelled: SharedArrayBuffer
  /** Least time between two tellings of progress, ms. */
  readonly tellMs: number
}

/** What a job tells on its way. */
export interface JobProgress {
  /** 0 to 1. */
  readonly fraction: number
  readonly phase: string
}

/** How it ended. A value, because an error loses its code when it crosses. */
export type JobOutcome<K extends JobKind = JobKind> =
  { readonly ok: true; readonly result: JobResult<K> } | { readonly ok: false; readonly error: ErrorReport }

/** What the work of a job has of the pool. */
export interface JobContext {
  /** Aborted once the job is asked to end. Work that does not yield to the event loop calls `check` instead. */
  readonly signal: AbortSignal
  /** Throws `job-cancelled` once the job is asked to end; costs next to nothing. */
  readonly check: () => void
  /** Tells how far it is, 0 to 1, and what is being done, in one word. */
  readonly progress: (fraction: number, phase: string) => void
}

/** The work of a kind. What it throws is how the job failed; what it began it cleans up itself. */
export type JobHandler<K extends JobKind> = (
  payload: JobPayload<K>,
  context: JobContext,
) => JobResult<K> | Promise<JobResult<K>>

/** The work of every kind. */
export type JobHandlers = { readonly [K in JobKind]: JobHandler<K> }

/** Does a job within its thread; never rejects. */
export async function runTask<K extends JobKind>(
  handler: JobHandler<K>,
  task: JobTask<K>,
  clock: Clock,
): Promise<JobOutcome<K>> {
  const { payload, port, cancelled } = task
  const asked = new Int32Array(cancelled)
  const controller = new AbortController()
  port.once('message', () => {
    controller.abort(new PalabreError('job-cancelled'))
  })
  const check = (): void => {
    if (Atomics.load(asked, 0) === 1) throw new PalabreError('job-cancelled')
  }
  try {
    check()
    const context = { signal: controller.signal, check, progress: teller(port, task.tellMs, clock) }
    return { ok: true, result: await handler(payload, context) }
  } catch (error) {
    return { ok: false, error: reportOf(error) }
  } finally {
    port.close()
  }
}

/** Tells at once where the phase is another one, else now and then. */
function teller(port: MessagePort, tellMs: number, clock: Clock): JobContext['progress'] {
  let last = { phase: '', atMs: -Infinity }
  return (fraction, phase) => {
    const atMs = clock.nowMs()
    if (phase === last.phase && atMs - last.atMs < tellMs) return
    last = { phase, atMs }
    port.postMessage({ fraction, phase } satisfies JobProgress)
  }
}
