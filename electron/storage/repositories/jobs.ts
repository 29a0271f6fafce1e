import type { JobItem, JobPriority, JobState } from '../../contract/jobs.ts'
import type { SqliteDatabase } from '../database.ts'

export interface NewJob {
  readonly kind: string
  readonly priority: JobPriority
  readonly byId: number | null
  readonly byName: string
  readonly at: number
}

/** How a job ended. */
export interface JobEnd {
  readonly state: Extract<JobState, 'done' | 'failed' | 'cancelled'>
  readonly progress: number
  readonly phase: string
  readonly at: number
  readonly errorCode: string | null
  readonly errorDetail: string | null
  readonly result: string | null
}

export interface JobRepository {
  /** Answers the new job's id. */
  add(job: NewJob): number
  /** Progress and phase are those of its last change of state. */
  byId(id: number): JobItem | undefined
  /** What came of it, as JSON; null unless it is done. */
  resultOf(id: number): string | null
  started(id: number, at: number): void
  ended(id: number, end: JobEnd): void
  /** Ends what an earlier process left unfinished, as failed with a code; answers how many there were. */
  abandon(errorCode: string, at: number): number
  /** Removes at most `limit` jobs that ended before `before`; answers how many. */
  removeOlder(before: number, limit: number): number
  /** Removes ended jobs, at most `limit`, beyond the `most` newest; answers how many. */
  removeBeyond(most: number, limit: number): number
}

const COLUMNS = `id, kind, state, priority, progress, phase, by_id AS byId, by_name AS byName,
  created_at AS createdAt, started_at AS startedAt, ended_at AS endedAt, error_code AS errorCode,
  error_detail AS errorDetail`

export function jobRepository(database: SqliteDatabase): JobRepository {
  const add = database.prepare<[NewJob]>(
    `INSERT INTO jobs (kind, state, priority, by_id, by_name, created_at)
     VALUES (@kind, 'queued', @priority, @byId, @byName, @at)`,
  )
  const byId = database.prepare<[number], JobItem>(`SELECT ${COLUMNS} FROM jobs WHERE id = ?`)
  const resultOf = database.prepare<[number], { result: string | null }>(
    'SELECT result FROM jobs WHERE id = ?',
  )
  const started = database.prepare<[number, number]>(
    "UPDATE jobs SET state = 'running', started_at = ? WHERE id = ?",
  )
  const ended = database.prepare<[JobEnd & { readonly id: number }]>(
    `UPDATE jobs SET state = @state, progress = @progress, phase = @phase, ended_at = @at,
       error_code = @errorCode, error_detail = @errorDetail, result = @result WHERE id = @id`,
  )
  const abandon = database.prepare<[string, number]>(
    "UPDATE jobs SET state = 'failed', error_code = ?, ended_at = ? WHERE ended_at IS NULL",
  )
  const removeOlder = database.prepare<[number, number]>(
    'DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE ended_at < ? ORDER BY ended_at LIMIT ?)',
  )
  const removeBeyond = database.prepare<[number, number]>(
    `DELETE FROM jobs WHERE id IN (
       SELECT id FROM jobs WHERE ended_at IS NOT NULL ORDER BY id DESC LIMIT ? OFFSET ?)`,
  )
  return {
    add: (job) => Number(add.run(job).lastInsertRowid),
    byId: (id) => byId.get(id),
    resultOf: (id) => resultOf.get(id)?.result ?? null,
    started: (id, at) => void started.run(at, id),
    ended: (id, end) => void ended.run({ id, ...end }),
    abandon: (errorCode, at) => abandon.run(errorCode, at).changes,
    removeOlder: (before, limit) => removeOlder.run(before, limit).changes,
    removeBeyond: (most, limit) => removeBeyond.run(limit, most).changes,
  }
}
