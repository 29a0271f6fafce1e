import type { SqliteDatabase } from '../database.ts'

/** One administrative act. */
export interface AuditEntry {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Null: the host itself, or a program with the owner's token. */
  readonly actorId: number | null
  readonly actorName: string
  /** `kick`, `ban`, `channel.change` ...; append only. */
  readonly action: string
  readonly targetKind: 'user' | 'channel' | 'role' | 'ban' | 'invite' | 'host' | null
  readonly targetId: number | null
  readonly targetName: string | null
  /** What was changed, as JSON. */
  readonly detail: string
}

export interface AuditRow extends AuditEntry {
  readonly id: number
}

export interface AuditRepository {
  add(entry: AuditEntry): void
  /** The newest first. */
  latest(limit: number): AuditRow[]
  /** Removes of the `limit` oldest entries those before a time; answers how many. */
  removeOlder(before: number, limit: number): number
}

export function auditRepository(database: SqliteDatabase): AuditRepository {
  const add = database.prepare<[AuditEntry]>(
    `INSERT INTO audit (at, actor_id, actor_name, action, target_kind, target_id, target_name, detail)
     VALUES (@at, @actorId, @actorName, @action, @targetKind, @targetId, @targetName, @detail)`,
  )
  const latest = database.prepare<[number], AuditRow>(
    `SELECT id, at, actor_id AS actorId, actor_name AS actorName, action, target_kind AS targetKind,
            target_id AS targetId, target_name AS targetName, detail
     FROM audit ORDER BY id DESC LIMIT ?`,
  )
  // The oldest by number are the oldest by time: no look at the whole log where none is due.
  const removeOlder = database.prepare<[number, number]>(
    'DELETE FROM audit WHERE at < ? AND id IN (SELECT id FROM audit ORDER BY id LIMIT ?)',
  )
  return {
    add: (entry) => void add.run(entry),
    latest: (limit) => latest.all(limit),
    removeOlder: (before, limit) => removeOlder.run(before, limit).changes,
  }
}
