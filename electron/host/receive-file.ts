import { createWriteStream, rmSync } from 'node:fs'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { PalabreError } from '../contract/errors.ts'

const FILE_MODE = 0o600
/** What the system says where the other end has gone, or was ended. */
const CUT_OFF = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'ABORT_ERR'])

/**
 * Writes what comes to a file that is not there yet, piece by piece; no more than `mostBytes` ever. Throws
 * `message-too-large`, `data-unwritable`, or `backup-invalid` where it was cut off; then there is no file.
 */
export async function receiveFile(bytes: Readable, file: string, mostBytes: number): Promise<void> {
  let seen = 0
  const bound = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length
      if (seen > mostBytes) done(new PalabreError('message-too-large'))
      else done(null, chunk)
    },
  })
  try {
    await pipeline(bytes, bound, createWriteStream(file, { flags: 'wx', mode: FILE_MODE }))
  } catch (error) {
    rmSync(file, { force: true })
    throw refusalOf(error, file)
  }
}

function refusalOf(error: unknown, file: string): PalabreError {
  if (error instanceof PalabreError) return error
  const { code = '' } = error as NodeJS.ErrnoException
  if (CUT_OFF.has(code)) return new PalabreError('backup-invalid', { detail: 'it was cut off', cause: error })
  return new PalabreError('data-unwritable', { detail: `${file}: ${code}`, cause: error })
}
