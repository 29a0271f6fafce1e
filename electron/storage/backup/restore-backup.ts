import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { PalabreError } from '../../contract/errors.ts'
import { MIGRATIONS } from '../migrations/index.ts'
import { migrate } from '../migrations/runner.ts'
import type { Manifest } from './archive.ts'
import { BACKUP_CONFIG } from './config.ts'
import { isDamage, takeSecrets, verifyDatabase } from './copy-database.ts'
import type { BackupSteps } from './create-backup.ts'
import { diskError } from './disk-error.ts'
import { unpackDatabase } from './read-archive.ts'
import { flush } from './write-archive.ts'

/** A database that waits beside the present one, to take its place at the next start. */
const WAITING = '.restore'
const BEGUN = '.restore.partial'
const ASIDE = '.aside-'

/** What comes back, and the database whose place it takes. */
export interface RestoreWish {
  readonly file: string
  readonly database: string
}

/**
 * Unpacks a backup beside the present database and tries it: checksums, structure, every step of the schema. From then on
 * it waits: `applyRestore` gives it its place. Blocks for long. Throws `backup-unknown`, `backup-invalid`,
 * `schema-newer`; then all is as before.
 */
export async function stageRestore(
  { file, database }: RestoreWish,
  { check, progress, signal }: BackupSteps,
): Promise<Manifest> {
  const begun = `${database}${BEGUN}`
  removeAll(begun)
  try {
    progress(0, 'unpack')
    const manifest = await unpackDatabase(file, begun, signal)
    check()
    progress(0.5, 'verify')
    tryDatabase(begun)
    if (!manifest.secrets && existsSync(database)) keepIdentity(begun, database)
    check()
    flush(begun)
    renameSync(begun, `${database}${WAITING}`)
    flush(dirname(database))
    return manifest
  } catch (error) {
    throw diskError(error, begun)
  } finally {
    removeAll(begun)
  }
}

/**
 * Gives a waiting database its place; the present one is set aside, with what its log still holds. Each step may be the
 * last one of a process that is killed: the next call goes on. Only for the holder of the folder. Answers where the
 * present one is now; undefined where none waited.
 */
export function applyRestore(database: string, atMs: number): string | undefined {
  const waiting = `${database}${WAITING}`
  if (!existsSync(waiting)) return undefined
  const aside = setAside(database, atMs)
  renameSync(waiting, database)
  flush(dirname(database))
  return aside
}

/** Renames a database and its log; nothing of it is changed. Answers the new name. */
export function setAside(database: string, atMs: number): string {
  const aside = `${database}${ASIDE}${String(atMs)}`
  // The log goes first: left behind, it would be taken for that of the next database.
  for (const end of ['-wal', '-shm', '']) {
    if (existsSync(`${database}${end}`)) renameSync(`${database}${end}`, `${aside}${end}`)
  }
  flush(dirname(database))
  return aside
}

/** Removes all but the newest databases that were set aside. */
export function tidyAside(database: string): void {
  const folder = dirname(database)
  const prefix = `${database.slice(folder.length + 1)}${ASIDE}`
  const times = readdirSync(folder)
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number.parseInt(name.slice(prefix.length), 10))
  const old = [...new Set(times)].sort((a, b) => b - a).slice(BACKUP_CONFIG.keepAside)
  for (const at of old) removeAll(join(folder, `${prefix}${String(at)}`))
}

/**
 * Reads it whole and brings its schema up to date, so that nothing is left to fail at the start. Throws
 * `backup-invalid` or `schema-newer`.
 */
export function tryDatabase(file: string): void {
  try {
    verifyDatabase(file)
    migrateFile(file)
  } catch (error) {
    if (error instanceof PalabreError && error.code === 'schema-newer') throw error
    const detail = error instanceof PalabreError ? error.detail : String(error)
    throw new PalabreError('backup-invalid', {
      detail: `the database in it: ${String(detail)}`,
      cause: error,
    })
  }
}

function migrateFile(file: string): void {
  const database = new Database(file, { fileMustExist: true })
  try {
    database.pragma('trusted_schema = OFF')
    database.pragma('foreign_keys = ON')
    if (database.pragma('user_version', { simple: true }) === 0) throw new Error('it is empty')
    migrate(database, MIGRATIONS)
  } finally {
    database.close()
    for (const name of readdirSync(dirname(file))) {
      const path = join(dirname(file), name)
      if (path.startsWith(`${file}.schema-`)) rmSync(path, { force: true })
    }
  }
}

/** Where the present database cannot be read there is no identity to keep: the host makes a new one. */
function keepIdentity(copy: string, present: string): void {
  try {
    takeSecrets(copy, present)
  } catch (error) {
    if (!(error instanceof PalabreError) && !isDamage(error)) throw error
  }
}

/** Removes a database and all that SQLite leaves beside it. */
export function removeAll(file: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${end}`, { force: true })
}
