import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { PalabreError } from '../contract/errors.ts'
import { isDamage } from './backup/copy-database.ts'
import { STORAGE_CONFIG } from './config.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { migrate, type Migration } from './migrations/runner.ts'

export type SqliteDatabase = Database.Database

/** Only the owner may read: the file holds the private key of the host. */
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/**
 * Opens the database of a host profile, makes it where there is none, and brings its schema up to date.
 * Whatever a committed transaction wrote survives a crash of the process and of the machine.
 * Throws `data-unwritable`, `data-damaged` or `schema-newer`.
 */
export function openDatabase(file: string, migrations: readonly Migration[] = MIGRATIONS): SqliteDatabase {
  let database: SqliteDatabase | undefined
  try {
    makePrivate(file)
    database = new Database(file, { timeout: STORAGE_CONFIG.busyTimeoutMs })
    configure(database)
    checkWhole(database, file)
    migrate(database, migrations)
    return database
  } catch (error) {
    database?.close()
    throw storageError(error, file)
  }
}

/** Makes a folder that only the owner may look into. */
export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE })
}

/** The file is made here, before SQLite does, so that it and the log beside it are never readable by others. */
function makePrivate(file: string): void {
  makeFolder(dirname(file))
  closeSync(openSync(file, 'a', FILE_MODE))
  chmodSync(file, FILE_MODE)
}

function configure(database: SqliteDatabase): void {
  database.pragma('journal_mode = WAL')
  // With NORMAL a power failure may take back what was acknowledged.
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  database.pragma('trusted_schema = OFF')
  database.pragma(`wal_autocheckpoint = ${String(STORAGE_CONFIG.checkpointPages)}`)
}

/** Damage is to be known before anything is written; a large file is read by a job, after the start. */
function checkWhole(database: SqliteDatabase, file: string): void {
  if (statSync(file).size > STORAGE_CONFIG.checkBytes) return
  const found = String(database.pragma('integrity_check(1)', { simple: true }))
  if (found !== 'ok') throw new PalabreError('data-damaged', { detail: `${file}: ${found}` })
}

/** An error of SQLite or the file system as one a user can act upon. */
export function storageError(error: unknown, file: string): PalabreError {
  if (error instanceof PalabreError) return error
  const cause = error instanceof Error ? error.message : String(error)
  if (isDamage(error)) return new PalabreError('data-damaged', { detail: `${file}: ${cause}`, cause: error })
  return new PalabreError('data-unwritable', { detail: `${file}: ${cause}`, cause: error })
}
