import type { Clock } from '../../base/clock.ts'
import { Emitter } from '../../base/emitter.ts'
import type { Logger } from '../../base/logger.ts'
import { PalabreError, reportOf, type ErrorCode } from '../../contract/errors.ts'
import { JOB_KINDS, type JobItem, type JobKind, type JobPriority } from '../../contract/jobs.ts'
import type { JobEnd, JobRepository } from '../../storage/repositories/jobs.ts'
import type { Actor } from '../services/audit-log.ts'
import type { JobsConfig } from './config.ts'
import { JobCounts } from './job-counts.ts'
import { JobQueue } from './job-queue.ts'
import type { JobProgress } from './job-task.ts'
import type { JobRunner } from './job-threads.ts'
import { JOB_TERMS, type JobPayload, type JobResult, type JobTerms } from './kinds.ts'

export interface JobServiceOptions {
  readonly repository: JobRepository
  readonly runner: JobRunner
  readonly clock: Clock
  readonly logger: Logger
  readonly config: JobsConfig
  /** Limits by kind; a test hands in its own. */
  readonly terms?: Readonly<Record<JobKind, JobTerms>>
}

/** A job that somebody asked for. */
export interface JobHandle<K extends JobKind> {
  readonly id: number
  /** Rejects with a `PalabreError`; who does not care need not listen. */
  readonly done: Promise<JobResult<K>>
}

/** What is done when nobody in particular asked. */
export const HOST_ITSELF: Actor = { kind: 'token', name: '' }

/** The work of a job, of whatever kind. */
interface LiveRun {
  readonly done: Promise<{ readonly result: unknown; readonly tell: () => void }>
  readonly cancel: () => void
}

/** A job that has not ended. */
interface LiveJob {
  readonly id: number
  readonly kind: JobKind
  readonly priority: JobPriority
  readonly sinceMs: number
  readonly begin: () => LiveRun
  readonly reject: (error: PalabreError) => void
  item: JobItem
  run?: LiveRun
  cancelLimit: () => void
  /** Why it was told to end. */
  cause?: ErrorCode
}

/**
 * The long work of a host: keeps what was asked for, begins as much at once as limits allow, and tells of each change.
 * Ending it ends all of it.
 */
export class JobService {
  readonly #options: Required<JobServiceOptions>
  readonly #queue: JobQueue<LiveJob>
  readonly #running = new Map<number, LiveJob>()
  readonly #changes: Emitter<JobItem>
  readonly #counts = new JobCounts()
  #closed = false

  constructor(options: JobServiceOptions) {
    this.#options = { terms: JOB_TERMS, ...options }
    this.#queue = new JobQueue(options.config.riseMs)
    this.#changes = new Emitter((error) => {
      options.logger.error({ cause: String(error) }, 'a listener to jobs failed')
    })
    const left = options.repository.abandon('job-interrupted', options.clock.wallMs())
    if (left > 0) options.logger.warn({ jobs: left }, 'jobs were cut off by the end of the host')
  }

  /**
   * Asks for a job. Throws `jobs-full` where too many of the kind wait, `host-closing`, and what storage throws where
   * the job cannot be written down.
   */
  submit<K extends JobKind>(
    kind: K,
    payload: JobPayload<K>,
    wish: { readonly by: Actor; readonly priority?: JobPriority },
  ): JobHandle<K> {
    const { repository, clock, terms, runner } = this.#options
    this.#checkRoom(kind)
    const { by, priority = terms[kind].priority } = wish
    const byId = by.kind === 'user' ? by.user.id : null
    const byName = by.kind === 'user' ? by.user.nickname : by.name
    const id = repository.add({ kind, priority, byId, byName, at: clock.wallMs() })
    const { promise, resolve, reject } = Promise.withResolvers<JobResult<K>>()
    promise.catch(() => {})
    const begin = (): LiveRun => {
      const run = runner.start(kind, payload, (progress) => {
        this.#progress(id, progress)
      })
      const tell = (result: JobResult<K>) => () => {
        resolve(result)
      }
      return { done: run.done.then((result) => ({ result, tell: tell(result) })), cancel: run.cancel }
    }
    const sinceMs = clock.nowMs()
    const item = this.#row(id)
    const job: LiveJob = { id, kind, priority, sinceMs, begin, reject, item, cancelLimit: () => {} }
    this.#queue.add(job)
    this.#changes.emit(item)
    this.#pump()
    return { id, done: promise }
  }

  /** Ends a job before its time. Throws `job-unknown`, or `job-ended` where there is nothing left to end. */
  cancel(id: number): void {
    const waiting = this.#queue.remove(id)
    const running = this.#running.get(id)
    if (waiting !== undefined) this.#end(waiting, { error: new PalabreError('job-cancelled') })
    else if (running !== undefined) this.#tellToEnd(running, 'job-cancelled')
    else if (this.#options.repository.byId(id) === undefined) throw new PalabreError('job-unknown')
    else throw new PalabreError('job-ended')
  }

  /** A job as it is now, with what came of it; throws `job-unknown`. */
  get(id: number): JobItem & { readonly result: unknown } {
    const item = this.current(this.#row(id))
    const result = this.#options.repository.resultOf(id)
    return { ...item, result: result === null ? null : (JSON.parse(result) as unknown) }
  }

  /** A row of the list with the progress of this moment. */
  current(item: JobItem): JobItem {
    return this.#running.get(item.id)?.item ?? item
  }

  /** Hears of each change of a job; answers how to stop it. */
  onChange(listener: (job: JobItem) => void): () => void {
    return this.#changes.on(listener)
  }

  /** Figures: what waits and runs, and by kind how jobs ended since the start. */
  metrics(): Record<string, number> {
    const now = { 'jobs:waiting': this.#queue.length, 'jobs:running': this.#running.size }
    return { ...now, 'jobs:threads': this.#options.runner.threads, ...this.#counts.values() }
  }

  /** Removes what ended long ago, at most `limit` jobs; true where more is left. */
  sweep(limit: number): boolean {
    const { repository, clock, config } = this.#options
    const before = clock.wallMs() - config.keepDays * DAY_MS
    const old = repository.removeOlder(before, limit)
    return old === limit || repository.removeBeyond(config.keepMost, limit) === limit
  }

  /** Ends every job with `host-closing`, and the threads. */
  async close(): Promise<void> {
    this.#closed = true
    for (const kind of JOB_KINDS) while (this.#queue.count(kind) > 0) this.#endNext(kind)
    for (const job of this.#running.values()) this.#tellToEnd(job, 'host-closing')
    await Promise.allSettled([...this.#running.values()].flatMap(({ run }) => run?.done ?? []))
    await this.#options.runner.close()
  }

  #endNext(kind: JobKind): void {
    const job = this.#queue.take(Infinity, (one) => one === kind)
    if (job !== undefined) this.#end(job, { error: new PalabreError('host-closing') })
  }

  #checkRoom(kind: JobKind): void {
    if (this.#closed) throw new PalabreError('host-closing')
    const { waiting } = this.#options.terms[kind]
    if (this.#queue.count(kind) >= waiting) {
      throw new PalabreError('jobs-full', { detail: kind, retryAfter: RETRY_S })
    }
  }

  #pump(): void {
    const { clock, config, terms } = this.#options
    const mayBegin = (kind: JobKind): boolean => this.#countRunning(kind) < terms[kind].atOnce
    while (this.#running.size < config.threadsMost) {
      const job = this.#queue.take(clock.nowMs(), mayBegin)
      if (job === undefined) return
      this.#begin(job)
    }
  }

  #begin(job: LiveJob): void {
    const { clock, repository, terms } = this.#options
    const startedAt = clock.wallMs()
    this.#running.set(job.id, job)
    this.#write(() => {
      repository.started(job.id, startedAt)
    })
    this.#become(job, { state: 'running', startedAt })
    job.cancelLimit = clock.after(terms[job.kind].limitMs, () => {
      this.#tellToEnd(job, 'job-timeout')
    })
    const run = job.begin()
    job.run = run
    run.done.then(
      ({ result, tell }) => {
        this.#end(job, { result })
        tell()
      },
      (error: unknown) => {
        this.#end(job, { error: this.#reasonOf(job, error) })
      },
    )
  }

  /** A job that was told to end says so, whatever it said itself. */
  #reasonOf({ cause }: LiveJob, error: unknown): PalabreError {
    if (cause !== undefined) return new PalabreError(cause)
    return error instanceof PalabreError ? error : new PalabreError('internal', { detail: String(error) })
  }

  #tellToEnd(job: LiveJob, cause: ErrorCode): void {
    if (job.cause !== undefined) return
    job.cause = cause
    job.run?.cancel()
  }

  #progress(id: number, { fraction, phase }: JobProgress): void {
    const job = this.#running.get(id)
    if (job === undefined) return
    const progress = Math.max(job.item.progress, Math.min(1, fraction))
    this.#become(job, { progress, phase })
  }

  #end(job: LiveJob, outcome: { readonly result: unknown } | { readonly error: PalabreError }): void {
    const { clock, logger, repository } = this.#options
    job.cancelLimit()
    const end = endOf(job, outcome, clock.wallMs())
    const { state, progress, at: endedAt, errorCode, errorDetail } = end
    this.#write(() => {
      repository.ended(job.id, end)
    })
    this.#running.delete(job.id)
    this.#counts.ended(job.kind, state)
    logger.info({ id: job.id, kind: job.kind, state, code: errorCode }, 'job ended')
    this.#become(job, { state, progress, endedAt, errorCode, errorDetail })
    if ('error' in outcome) job.reject(outcome.error)
    if (!this.#closed) this.#pump()
  }

  #become(job: LiveJob, change: Partial<JobItem>): void {
    job.item = { ...job.item, ...change }
    this.#changes.emit(job.item)
  }

  #countRunning(kind: JobKind): number {
    return [...this.#running.values()].filter((job) => job.kind === kind).length
  }

  #row(id: number): JobItem {
    const row = this.#options.repository.byId(id)
    if (row === undefined) throw new PalabreError('job-unknown')
    return row
  }

  /** Work goes on where its row cannot be written; such a row ends at the next start, as one that was cut off. */
  #write(write: () => void): void {
    try {
      write()
    } catch (error) {
      this.#options.logger.warn({ cause: String(error) }, 'the state of a job could not be written')
    }
  }
}

const DAY_MS = 86_400_000
/** When a place in the queue may be free, seconds. */
const RETRY_S = 10

/** What ended by somebody's will is not a failure. */
const WILLED: readonly ErrorCode[] = ['job-cancelled', 'host-closing']

function endOf(
  { item }: LiveJob,
  outcome: { readonly result: unknown } | { readonly error: PalabreError },
  at: number,
): JobEnd {
  const { phase } = item
  if (!('error' in outcome)) {
    const result = JSON.stringify(outcome.result)
    return { state: 'done', progress: 1, phase, at, errorCode: null, errorDetail: null, result }
  }
  const { code, detail = null } = reportOf(outcome.error)
  const state = WILLED.includes(code) ? 'cancelled' : 'failed'
  return { state, progress: item.progress, phase, at, errorCode: code, errorDetail: detail, result: null }
}
