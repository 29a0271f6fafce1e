import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { PalabreError } from '../contract/errors.ts'

/** For the owner's eyes only. */
const PRIVATE_FILE = 0o600
const PRIVATE_FOLDER = 0o700

/**
 * Writes a private file so that after a crash either the old or the new content is there, whole.
 * Throws `data-unwritable` with the path as detail.
 */
export async function writeFileAtomically(path: string, content: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.new`
  try {
    await mkdir(dirname(path), { recursive: true, mode: PRIVATE_FOLDER })
    await writeThrough(draft, content)
    await rename(draft, path)
  } catch (error) {
    // Where not even that can be done, the first error says more.
    await rm(draft, { force: true }).catch(() => {})
    throw new PalabreError('data-unwritable', { detail: path, cause: error })
  }
}

async function writeThrough(path: string, content: string): Promise<void> {
  const file = await open(path, 'wx', PRIVATE_FILE)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}
