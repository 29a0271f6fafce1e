import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { PalabreError } from '../../contract/errors.ts'
import { STORAGE_CONFIG } from '../config.ts'

const FILE_MODE = 0o600

/** What a backup is made of, and where it goes; both are paths of files. */
export interface BackupWish {
  readonly database: string
  /** Replaced where it exists; whole or not there at all. */
  readonly file: string
}

/** A backup that is whole and on the disk. */
export interface BackupMade {
  readonly file: string
  readonly bytes: number
}

/** What the making of a backup tells and asks on its way. */
export interface BackupSteps {
  /** Throws where it shall go no further. */
  readonly check: () => void
  readonly progress: (fraction: number, phase: string) => void
}

/**
 * Copies a database as it is at one moment, while others write it, and checks the copy. Blocks, for as long as the
 * disk takes: this is for a thread of its own. Throws `data-damaged` where the copy is not sound, and what SQLite
 * throws; then nothing is left behind.
 */
export function createBackup({ database, file }: BackupWish, steps: BackupSteps): BackupMade {
  const partial = `${file}.partial`
  rmSync(partial, { force: true })
  try {
    steps.progress(0, 'copy')
    copyDatabase(database, partial)
    steps.check()
    steps.progress(0.5, 'verify')
    verifyDatabase(partial)
    steps.check()
    steps.progress(0.9, 'store')
    flush(partial)
    renameSync(partial, file)
    flush(dirname(file))
    return { file, bytes: statSync(file).size }
  } finally {
    rmSync(partial, { force: true })
  }
}

/** The empty file is made first, because SQLite would let others read it. */
function copyDatabase(from: string, to: string): void {
  closeSync(openSync(to, 'wx', FILE_MODE))
  const database = new Database(from, { fileMustExist: true, timeout: STORAGE_CONFIG.busyTimeoutMs })
  try {
    database.prepare('VACUUM INTO ?').run(to)
  } finally {
    database.close()
  }
}

/** Reads all of a database that may be in use; blocks. Throws `data-damaged` with what SQLite found first. */
export function verifyDatabase(file: string): void {
  const database = new Database(file, { readonly: true, fileMustExist: true })
  try {
    const found = String(database.pragma('integrity_check(1)', { simple: true }))
    if (found !== 'ok') throw new PalabreError('data-damaged', { detail: found })
  } finally {
    database.close()
  }
}

/** Brings a file, or the names in a folder, to the disk. */
function flush(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
