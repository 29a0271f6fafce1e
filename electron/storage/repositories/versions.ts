import type { SqliteDatabase } from '../database.ts'

/** What is counted: see migration 5. `host` and `audio` are one each, of number 1. */
export type VersionKind = 'channel' | 'user' | 'role' | 'host' | 'audio'

export interface VersionRepository {
  /** How often a thing was changed; 0 also where there is none of this number. */
  of(kind: VersionKind, id: number): number
}

export function versionRepository(database: SqliteDatabase): VersionRepository {
  const of = database
    .prepare<[VersionKind, number], number>('SELECT version FROM versions WHERE kind = ? AND id = ?')
    .pluck()
  return { of: (kind, id) => of.get(kind, id) ?? 0 }
}
