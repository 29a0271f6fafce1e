import type { JobKind, JobPriority } from '../../contract/jobs.ts'
import type { FinishedRecording, FinishWish } from '../../contract/recording.ts'
import type { BackupMade, BackupWish } from '../../storage/backup/create-backup.ts'
import type { BackupTaken, ImportWish } from '../../storage/backup/import-backup.ts'
import type { RestoreWish } from '../../storage/backup/restore-backup.ts'

/**
 * What each kind of job is given and answers; both cross to a thread, so they are plain data. A further kind takes
 * its name in `contract/jobs.ts`, a line in each of these two maps, and its work in `processes/jobs.worker.ts`.
 */
export interface JobWork {
  'backup.create': { readonly payload: BackupWish; readonly result: BackupMade }
  'backup.restore': { readonly payload: RestoreWish; readonly result: null }
  /** `database` is a path; damage is an error, `data-damaged`. */
  'database.check': { readonly payload: { readonly database: string }; readonly result: null }
  'backup.import': { readonly payload: ImportWish; readonly result: BackupTaken }
  'recording.finish': { readonly payload: FinishWish; readonly result: FinishedRecording }
}
export type JobPayload<K extends JobKind> = JobWork[K]['payload']
export type JobResult<K extends JobKind> = JobWork[K]['result']

/** Limits of a kind. */
export interface JobTerms {
  /** Where nobody says how urgent it is. */
  readonly priority: JobPriority
  /** Jobs of the kind that run at the same time. */
  readonly atOnce: number
  /** Jobs of the kind that wait; a further one is refused with `jobs-full`. */
  readonly waiting: number
  /** What runs longer ends with `job-timeout`, ms. */
  readonly limitMs: number
}

const MINUTE_MS = 60_000

export const JOB_TERMS: { readonly [K in JobKind]: JobTerms } = {
  // One at a time: a second would only copy the same pages. A full disk of some GB takes minutes on a slow machine.
  'backup.create': { priority: 'low', atOnce: 1, waiting: 4, limitMs: 30 * MINUTE_MS },
  'backup.restore': { priority: 'high', atOnce: 1, waiting: 1, limitMs: 30 * MINUTE_MS },
  'backup.import': { priority: 'normal', atOnce: 1, waiting: 1, limitMs: 30 * MINUTE_MS },
  'database.check': { priority: 'low', atOnce: 1, waiting: 1, limitMs: 30 * MINUTE_MS },
  // Somebody waits for it. The longest recording there may be, of many voices, takes an hour on a slow machine.
  'recording.finish': { priority: 'normal', atOnce: 1, waiting: 1_000, limitMs: 240 * MINUTE_MS },
}
