import { mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { PalabreError } from '../contract/errors.ts'

/** Written beside, flushed and renamed, so that a crash leaves the old or the new file. Throws `data-unwritable`. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const fresh = `${file}.new`
  try {
    await mkdir(dirname(file), { recursive: true })
    const handle = await open(fresh, 'w', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(fresh, file)
  } catch (error) {
    throw new PalabreError('data-unwritable', { detail: file, cause: error })
  }
}
