import { closeSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { PalabreError } from '../contract/errors.ts'
import { STORAGE_CONFIG } from './config.ts'

/** Name of the file that a host on a data folder holds. */
export const LOCK_FILE = 'host.lock'

const FILE_MODE = 0o600

/**
 * Makes a data folder belong to this process until the answer is called, or the process ends in whatever way: two hosts
 * would both claim its identity and its invites. The database itself stays open to readers, such as a backup. The lock
 * is that of a database of its own, because Node has none for files. Throws `data-unwritable` where another has it.
 */
export function lockFolder(file: string): () => void {
  makeFile(file)
  const database = new Database(file, { timeout: STORAGE_CONFIG.busyTimeoutMs })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    throw new PalabreError('data-unwritable', {
      detail: `another host uses ${dirname(file)}`,
      cause: error,
    })
  }
  return () => void database.close()
}

/** Never opened where it exists: to close any handle of a file gives back all the locks this process has on it. */
function makeFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', FILE_MODE))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
