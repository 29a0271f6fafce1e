import { rmSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { PalabreError } from '../../contract/errors.ts'

/** One step of the schema. Never changed once published: a further step corrects it. */
export interface Migration {
  /** 1, 2, 3 ... without gaps; the file's `user_version` after it. */
  readonly version: number
  readonly name: string
  readonly sql: string
}

/**
 * Runs the steps a database still lacks, each in its own transaction, after a copy of an existing file; what lives in
 * memory alone is not copied.
 * Throws `schema-newer` where the file knows steps that this program does not.
 */
export function migrate(database: Database.Database, migrations: readonly Migration[]): void {
  const latest = migrations.at(-1)?.version ?? 0
  const current = schemaVersion(database)
  if (current > latest) {
    const detail = `schema ${String(current)}, this version knows ${String(latest)}`
    throw new PalabreError('schema-newer', { detail })
  }
  const missing = migrations.filter(({ version }) => version > current)
  if (current > 0 && missing.length > 0 && !database.memory) copyBefore(database, current)
  for (const migration of missing) apply(database, migration)
}

/** The schema's number, 0 for an empty file. */
export function schemaVersion(database: Database.Database): number {
  return Number(database.pragma('user_version', { simple: true }))
}

/** Where the copy of a file stands that was made before the schema changed from `version`. */
export function copyName(file: string, version: number): string {
  return `${file}.schema-${String(version)}`
}

function copyBefore(database: Database.Database, version: number): void {
  const copy = copyName(database.name, version)
  // Left by a try that failed: the database is still what it was then, or newer.
  rmSync(copy, { force: true })
  database.prepare('VACUUM INTO ?').run(copy)
}

function apply(database: Database.Database, migration: Migration): void {
  database
    .transaction(() => {
      database.exec(migration.sql)
      database.pragma(`user_version = ${String(migration.version)}`)
    })
    .immediate()
}
