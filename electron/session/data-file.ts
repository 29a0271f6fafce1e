import { copyFile, constants, readFile } from 'node:fs/promises'
import { toBase64Url } from '../base/crypto.ts'
import type { Random } from '../base/random.ts'
import { PalabreError } from '../contract/errors.ts'

/** The text of a file of the data folder; undefined where there is none. Throws `data-unwritable`. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    // A file we may not read must not be replaced: it may be a good one.
    throw new PalabreError('data-unwritable', { detail: file, cause: error })
  }
}

/** Copies a damaged file beside itself, so that a person can still rescue it; answers where to. */
export async function keepAside(file: string, random: Random): Promise<string> {
  const copy = `${file}.damaged-${toBase64Url(random.bytes(6))}`
  try {
    await copyFile(file, copy, constants.COPYFILE_EXCL)
  } catch (error) {
    throw new PalabreError('data-unwritable', { detail: copy, cause: error })
  }
  return copy
}
