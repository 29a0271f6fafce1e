import { renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { BackupSteps } from './create-backup.ts'
import { diskError } from './disk-error.ts'
import { unpackDatabase } from './read-archive.ts'
import { removeAll, tryDatabase } from './restore-backup.ts'
import { flush } from './write-archive.ts'

/** A file that came from elsewhere, and where it goes once it has shown to be a backup; both are paths. */
export interface ImportWish {
  /** Not there any more afterwards, however that ends. */
  readonly from: string
  readonly file: string
}

/** A backup from elsewhere that is whole, and what it says of itself. */
export interface BackupTaken {
  /** In the folder of the backups. */
  readonly name: string
  readonly bytes: number
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly schema: number
  readonly secrets: boolean
}

/**
 * Takes a file among the backups: only if its checksums fit and the database in it is whole and can be brought up to
 * date. Blocks for long. Throws `backup-invalid`, `schema-newer`, `job-cancelled`, and what the disk throws; then
 * nothing is left behind.
 */
export async function importBackup({ from, file }: ImportWish, steps: BackupSteps): Promise<BackupTaken> {
  const { check, progress, signal } = steps
  const trial = `${from}.copy`
  try {
    removeAll(trial)
    progress(0, 'unpack')
    const { createdAt, schema, secrets } = await unpackDatabase(from, trial, signal)
    check()
    progress(0.5, 'verify')
    tryDatabase(trial)
    check()
    flush(from)
    renameSync(from, file)
    flush(dirname(file))
    return { name: basename(file), bytes: statSync(file).size, createdAt, schema, secrets }
  } catch (error) {
    throw diskError(error, from)
  } finally {
    removeAll(trial)
    rmSync(from, { force: true })
  }
}
