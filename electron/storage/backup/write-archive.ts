import { createHash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  createWriteStream,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { appendFile, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { composeEnd, MAGIC, type Manifest } from './archive.ts'

const FILE_MODE = 0o600

/** Writes a backup of the copy of a database; the file is there as a whole, on the disk, or not at all. */
export async function writeArchive(
  copy: string,
  file: string,
  facts: Omit<Manifest, 'format' | 'database'>,
  signal?: AbortSignal,
): Promise<Manifest> {
  const partial = `${file}.partial`
  rmSync(partial, { force: true })
  try {
    await writeFile(partial, MAGIC, { mode: FILE_MODE })
    const hash = createHash('sha256')
    const tap = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk)
        done(null, chunk)
      },
    })
    const out = createWriteStream(partial, { flags: 'a' })
    const stop = signal === undefined ? {} : { signal }
    await pipeline(createReadStream(copy), tap, createGzip(), out, stop)
    const packedBytes = (await stat(partial)).size - MAGIC.length
    const database = { bytes: (await stat(copy)).size, sha256: hash.digest('hex'), packedBytes }
    const manifest: Manifest = { format: 1, ...facts, database }
    await appendFile(partial, composeEnd(manifest))
    flush(partial)
    renameSync(partial, file)
    flush(dirname(file))
    return manifest
  } finally {
    rmSync(partial, { force: true })
  }
}

/** Brings a file, or the names in a folder, to the disk. */
export function flush(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
