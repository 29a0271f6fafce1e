import { rmSync, statSync } from 'node:fs'
import type { BackupReason } from '../../contract/admin-items.ts'
import { copyDatabase, removeSecrets, schemaOf, verifyDatabase } from './copy-database.ts'
import { diskError } from './disk-error.ts'
import { unpackDatabase } from './read-archive.ts'
import { writeArchive } from './write-archive.ts'

/** What a backup is made of, and where it goes; both are paths of files. */
export interface BackupWish {
  readonly database: string
  /** Replaced where it exists; whole or not there at all. */
  readonly file: string
  readonly reason: BackupReason
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Whether keys and tokens of the host are in it. */
  readonly secrets: boolean
}

/** A backup that is whole, checked, and on the disk. */
export interface BackupMade {
  readonly file: string
  readonly bytes: number
  /** Of the database in it. */
  readonly sha256: string
}

/** What the making of a backup tells and asks on its way. */
export interface BackupSteps {
  /** Throws where it shall go no further. */
  readonly check: () => void
  readonly progress: (fraction: number, phase: string) => void
  readonly signal?: AbortSignal
}

/**
 * Makes a backup of a database that others may have open and write: a copy, its check, the packing, and a look through
 * what was packed. Blocks for long: this is for a thread, or a program, of its own. Throws `data-damaged`,
 * `job-cancelled`, and what SQLite and the disk throw; then nothing is left behind.
 */
export async function createBackup(wish: BackupWish, steps: BackupSteps): Promise<BackupMade> {
  const { database, file, reason, createdAt, secrets } = wish
  const { check, progress, signal } = steps
  const copy = `${file}.copy`
  try {
    progress(0, 'copy')
    copyDatabase(database, copy)
    check()
    progress(0.3, 'verify')
    verifyDatabase(copy)
    if (!secrets) removeSecrets(copy)
    check()
    progress(0.5, 'pack')
    const facts = { reason, createdAt, schema: schemaOf(copy), secrets }
    await writeArchive(copy, file, facts, signal)
    progress(0.8, 'read')
    const { database: packed } = await unpackDatabase(file, undefined, signal)
    return { file, bytes: statSync(file).size, sha256: packed.sha256 }
  } catch (error) {
    throw diskError(error, file)
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${copy}${end}`, { force: true })
  }
}
