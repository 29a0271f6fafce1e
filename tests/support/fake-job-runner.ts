import { PalabreError } from '../../electron/contract/errors.ts'
import type { JobKind } from '../../electron/contract/jobs.ts'
import type { JobProgress } from '../../electron/host/jobs/job-task.ts'
import type { JobRun, JobRunner } from '../../electron/host/jobs/job-threads.ts'
import type { JobPayload, JobResult } from '../../electron/host/jobs/kinds.ts'

/** A job that a test asks for, and what it answers. */
export const WISH = { database: 'a', file: 'b', reason: 'request', createdAt: 1, secrets: true } as const
export const MADE = { file: 'b', bytes: 3, sha256: 'c' }

/** A job of the fake: a test says how it goes. */
export interface FakeRun {
  readonly kind: JobKind
  readonly payload: unknown
  readonly progress: (progress: JobProgress) => void
  readonly succeed: (result: unknown) => void
  readonly fail: (error: Error) => void
  /** How often it was asked to end. */
  cancels: number
}

/** Jobs without threads. One that is asked to end does so at once, unless it is stubborn. */
export class FakeJobRunner implements JobRunner {
  readonly runs: FakeRun[] = []
  stubborn = false
  closed = false

  get threads(): number {
    return this.runs.length
  }

  /** The job that began last. */
  get last(): FakeRun {
    const run = this.runs.at(-1)
    if (run === undefined) throw new Error('No job has begun.')
    return run
  }

  start<K extends JobKind>(
    kind: K,
    payload: JobPayload<K>,
    onProgress: (progress: JobProgress) => void,
  ): JobRun<K> {
    const { promise, resolve, reject } = Promise.withResolvers<JobResult<K>>()
    const succeed = (result: unknown): void => {
      resolve(result as JobResult<K>)
    }
    const run: FakeRun = { kind, payload, progress: onProgress, succeed, fail: reject, cancels: 0 }
    this.runs.push(run)
    return {
      done: promise,
      cancel: () => {
        run.cancels += 1
        if (!this.stubborn) reject(new PalabreError('job-cancelled'))
      },
    }
  }

  close(): Promise<void> {
    this.closed = true
    return Promise.resolve()
  }
}
