import { JOB_KINDS, type JobKind } from '../../contract/jobs.ts'
import type { JobEnd } from '../../storage/repositories/jobs.ts'

const ENDS = ['done', 'failed', 'cancelled'] as const satisfies readonly JobEnd['state'][]

/** How many jobs of each kind ended how, since the start of the host. */
export class JobCounts {
  readonly #counts = new Map<string, number>(
    JOB_KINDS.flatMap((kind) => ENDS.map((end) => [nameOf(kind, end), 0] as const)),
  )

  ended(kind: JobKind, end: JobEnd['state']): void {
    const name = nameOf(kind, end)
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  /** By name, as `jobs:backup.create:done`. */
  values(): Record<string, number> {
    return Object.fromEntries(this.#counts)
  }
}

function nameOf(kind: JobKind, end: JobEnd['state']): string {
  return `jobs:${kind}:${end}`
}
