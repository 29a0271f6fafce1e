import { closeSync, openSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { PalabreError } from '../../contract/errors.ts'
import { STORAGE_CONFIG } from '../config.ts'
import { schemaVersion } from '../migrations/runner.ts'
import type { StateKey } from '../repositories/state.ts'

const FILE_MODE = 0o600

/** What makes a host the one it is, and opens it. */
export const SECRET_STATE: readonly StateKey[] = [
  'certificate',
  'privateKey',
  'ownerTokenHash',
  'claimTokenHash',
  'lobbyToken',
]

/**
 * Copies a database as it is at one moment, while others write it, into a file that takes the place of any there was.
 * Blocks for as long as the disk takes. Throws `data-damaged`, and what SQLite throws.
 */
export function copyDatabase(from: string, to: string): void {
  rmSync(to, { force: true })
  // The empty file is made first, because SQLite would let others read it.
  closeSync(openSync(to, 'wx', FILE_MODE))
  inDatabase(from, {}, (database) => {
    database.prepare('VACUUM INTO ?').run(to)
  })
}

/** Reads all of a database that may be in use; blocks. Throws `data-damaged` with what SQLite found first. */
export function verifyDatabase(file: string): void {
  inDatabase(file, { readonly: true }, (database) => {
    const found = String(database.pragma('integrity_check(1)', { simple: true }))
    if (found !== 'ok') throw new PalabreError('data-damaged', { detail: found })
  })
}

/** Number of the schema of a database that nobody has open. */
export function schemaOf(file: string): number {
  return inDatabase(file, { readonly: true }, schemaVersion)
}

/** Takes keys and tokens out of a copy, also out of its unused pages. Hashes of channel passwords stay. */
export function removeSecrets(copy: string): void {
  inDatabase(copy, {}, (database) => {
    const remove = database.prepare('DELETE FROM state WHERE key = ?')
    for (const key of SECRET_STATE) remove.run(key)
    database.exec('DELETE FROM tokens; VACUUM')
  })
}

/** Gives a copy without secrets those of another database, so that the host stays the one it was. */
export function takeSecrets(copy: string, from: string): void {
  const state = inDatabase(from, { readonly: true }, (database) => {
    const read = database.prepare<[string], string>('SELECT value FROM state WHERE key = ?').pluck()
    return SECRET_STATE.map((key) => [key, read.get(key)] as const)
  })
  inDatabase(copy, {}, (database) => {
    const set = database.prepare('INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)')
    for (const [key, value] of state) if (value !== undefined) set.run(key, value)
  })
}

function inDatabase<T>(
  file: string,
  options: { readonly readonly?: boolean },
  work: (database: Database.Database) => T,
): T {
  let database: Database.Database | undefined
  try {
    database = new Database(file, { ...options, fileMustExist: true, timeout: STORAGE_CONFIG.busyTimeoutMs })
    database.pragma('trusted_schema = OFF')
    return work(database)
  } catch (error) {
    throw isDamage(error) ? new PalabreError('data-damaged', { detail: error.message, cause: error }) : error
  } finally {
    database?.close()
  }
}

/** Whether SQLite says that a file is none of its own, or not whole. */
export function isDamage(error: unknown): error is Error & { readonly code: string } {
  if (!(error instanceof Error && 'code' in error)) return false
  return /^SQLITE_(?:CORRUPT|NOTADB)/.test(String(error.code))
}
