import { JOB_PRIORITIES, type JobKind, type JobPriority } from '../../contract/jobs.ts'

/** What the queue needs to know of a job that waits. */
export interface Waiting {
  readonly id: number
  readonly kind: JobKind
  readonly priority: JobPriority
  /** When it came, in the clock's milliseconds. */
  readonly sinceMs: number
}

/**
 * Jobs that wait: the most urgent first, of those the oldest. Each `riseMs` of waiting makes a job one step more
 * urgent. A kind of which enough run lets the others pass.
 */
export class JobQueue<T extends Waiting> {
  readonly #riseMs: number
  readonly #jobs: T[] = []

  constructor(riseMs: number) {
    this.#riseMs = riseMs
  }

  get length(): number {
    return this.#jobs.length
  }

  /** Waiting jobs of a kind. */
  count(kind: JobKind): number {
    return this.#jobs.filter((job) => job.kind === kind).length
  }

  add(job: T): void {
    this.#jobs.push(job)
  }

  /** Takes the job that is next among the kinds that may begin; undefined where there is none. */
  take(nowMs: number, mayBegin: (kind: JobKind) => boolean): T | undefined {
    let next: T | undefined
    let nextLevel = Infinity
    for (const job of this.#jobs) {
      const level = this.#level(job, nowMs)
      if (level < nextLevel && mayBegin(job.kind)) [next, nextLevel] = [job, level]
    }
    if (next !== undefined) this.#jobs.splice(this.#jobs.indexOf(next), 1)
    return next
  }

  /** Takes a job out before its turn; undefined where it does not wait. */
  remove(id: number): T | undefined {
    const place = this.#jobs.findIndex((job) => job.id === id)
    return place < 0 ? undefined : this.#jobs.splice(place, 1)[0]
  }

  /** 0: the most urgent. */
  #level({ priority, sinceMs }: T, nowMs: number): number {
    const risen = Math.floor((nowMs - sinceMs) / this.#riseMs)
    return Math.max(0, JOB_PRIORITIES.indexOf(priority) - risen)
  }
}
