import { availableParallelism } from 'node:os'

/** Tunables of the pool that does the long work of a host. */
export interface JobsConfig {
  /** Threads that stay though there is nothing to do. */
  readonly threadsLeast: number
  /** Threads at most; more jobs than that wait. */
  readonly threadsMost: number
  /** A thread without work ends after this, ms. */
  readonly idleMs: number
  /** Heap of a thread, MiB: work that needs more fails alone, without the host. */
  readonly heapMib: number
  /** A job that was cancelled may end by itself for so long before its thread is ended, ms. */
  readonly graceMs: number
  /** A job that has waited so long counts as one step more urgent, ms. */
  readonly riseMs: number
  /** A job tells its progress no oftener than this, ms. */
  readonly tellMs: number
  /** Ended jobs stay in the list for so many days, and so many of them at most. */
  readonly keepDays: number
  readonly keepMost: number
}

export const JOBS_CONFIG: JobsConfig = {
  // Long work is rare, and a thread costs some 10 MB that a small host would rather keep.
  threadsLeast: 0,
  // One core is left to the voice; more than four compete for one disk only.
  threadsMost: Math.max(1, Math.min(4, availableParallelism() - 1)),
  // Parts of one task (make, then check) follow each other within seconds.
  idleMs: 10_000,
  // Work goes through files piece by piece; this is for the largest part that is held whole.
  heapMib: 512,
  // A step of SQLite, or of a codec, ends within it on a slow disk.
  graceMs: 2_000,
  // The least urgent job is first after three minutes.
  riseMs: 60_000,
  // Four pictures a second of a bar that moves.
  tellMs: 250,
  // What somebody asks about "last month's backup"; and a bound for hosts that work without end.
  keepDays: 30,
  keepMost: 10_000,
}
