import { createHash } from 'node:crypto'
import { closeSync, createReadStream, createWriteStream, fstatSync, openSync, readSync } from 'node:fs'
import { Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { PalabreError } from '../../contract/errors.ts'
import { FOOTER_BYTES, invalid, MAGIC, manifestLength, parseManifest, type Manifest } from './archive.ts'

const FILE_MODE = 0o600

/** What a file says it is, without unpacking it: a few kilobytes are read. Throws `backup-invalid`. */
export function readManifest(file: string): Manifest {
  const handle = openBackup(file)
  try {
    const { size } = fstatSync(handle)
    if (size < MAGIC.length + FOOTER_BYTES) throw invalid('it is too short')
    if (!bytesAt(handle, 0, MAGIC.length).equals(MAGIC)) throw invalid('it begins otherwise')
    const footer = bytesAt(handle, size - FOOTER_BYTES, FOOTER_BYTES)
    const length = manifestLength(footer)
    const at = size - FOOTER_BYTES - length
    if (at < MAGIC.length) throw invalid('a part is missing')
    return parseManifest(bytesAt(handle, at, length), footer, size)
  } finally {
    closeSync(handle)
  }
}

/**
 * Unpacks the database into a file that is not there yet, or, without one, reads it through; no byte more than the
 * manifest promises is ever written. Throws `backup-invalid`; what was written then is for the caller to remove.
 */
export async function unpackDatabase(file: string, to?: string, signal?: AbortSignal): Promise<Manifest> {
  const manifest = readManifest(file)
  const { packedBytes, bytes, sha256 } = manifest.database
  const hash = createHash('sha256')
  let seen = 0
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length
      if (seen > bytes) {
        done(invalid('a part is larger than it says'))
        return
      }
      hash.update(chunk)
      done(null, chunk)
    },
  })
  const packed = createReadStream(file, { start: MAGIC.length, end: MAGIC.length + packedBytes - 1 })
  const out =
    to === undefined ? nowhere() : createWriteStream(to, { flags: 'wx', mode: FILE_MODE, flush: true })
  try {
    await pipeline(packed, createGunzip(), measure, out, signal === undefined ? {} : { signal })
  } catch (error) {
    throw isPacking(error) ? invalid('a part cannot be unpacked') : error
  }
  if (seen !== bytes || hash.digest('hex') !== sha256) throw invalid('the checksum of a part does not fit')
  return manifest
}

function openBackup(file: string): number {
  try {
    return openSync(file, 'r')
  } catch (error) {
    throw new PalabreError('backup-unknown', { detail: file, cause: error })
  }
}

function bytesAt(handle: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  return bytes.subarray(0, readSync(handle, bytes, 0, length, position))
}

function nowhere(): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done()
    },
  })
}

/** Errors of zlib are called Z_DATA_ERROR and the like. */
function isPacking(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
}
