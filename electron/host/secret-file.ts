import { readFileSync, writeFileSync } from 'node:fs'
import { PalabreError } from '../contract/errors.ts'

const FILE_MODE = 0o600

/** The secret in a file; undefined where there is none. */
export function readSecret(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}

/** Puts a secret into a file that nobody else may read. Throws `data-unwritable`. */
export function writeSecret(file: string, secret: string): void {
  try {
    writeFileSync(file, `${secret}\n`, { mode: FILE_MODE })
  } catch (error) {
    throw new PalabreError('data-unwritable', { detail: file, cause: error })
  }
}
