import { PalabreError } from '../../contract/errors.ts'

/** What the system and SQLite say where a disk takes nothing: full, for reading only, of somebody else, or broken. */
const UNWRITABLE = /^(?:ENOSPC|EDQUOT|EROFS|EACCES|EPERM|EIO|EFBIG|SQLITE_(?:FULL|READONLY|IOERR))/

/** An error of the disk as one a user can act upon; any other as it is. */
export function diskError(error: unknown, file: string): unknown {
  if (!(error instanceof Error && 'code' in error) || error instanceof PalabreError) return error
  if (!UNWRITABLE.test(String(error.code))) return error
  return new PalabreError('data-unwritable', { detail: `${file}: ${error.message}`, cause: error })
}
