import { join } from 'node:path'
import type { Logger } from '../base/logger.ts'
import { PalabreError } from '../contract/errors.ts'
import { newestGood } from '../storage/backup/backup-folder.ts'
import { stageRestore } from '../storage/backup/restore-backup.ts'
import { DATABASE_FILE, openStore, type Store } from '../storage/store.ts'

const NO_STEPS = { check: () => {}, progress: () => {} }

/**
 * Opens the store of a host. Where the data is damaged, the newest good backup takes its place if that is wanted, with
 * the damaged file set aside; else the error, `data-damaged`, names it. Throws as `openStore` does.
 */
export async function openHostStore(
  folder: string,
  restoresDamaged: boolean,
  logger: Logger,
): Promise<Store> {
  try {
    return openStore(folder)
  } catch (error) {
    if (!(error instanceof PalabreError && error.code === 'data-damaged')) throw error
    const file = await newestGood(folder)
    if (file === undefined || !restoresDamaged) throw offering(error, file)
    logger.error({ cause: error.detail, backup: file }, 'the data is damaged; a backup takes its place')
    await stageRestore({ file, database: join(folder, DATABASE_FILE) }, NO_STEPS)
    return openStore(folder)
  }
}

function offering(error: PalabreError, file: string | undefined): PalabreError {
  const offer = file === undefined ? 'there is no good backup' : `newest good backup: ${file}`
  return new PalabreError('data-damaged', { detail: `${error.detail ?? ''}; ${offer}`, cause: error })
}
