import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { createHash } from 'node:crypto'
import { composeEnd, MAGIC, type Manifest } from '../../electron/storage/backup/archive.ts'

/** Writes a backup that says of itself what a test wants, with a footer that fits. */
export function forgeBackup(file: string, database: Buffer, lie: Record<string, unknown> = {}): void {
  const packed = gzipSync(database)
  const truth = {
    bytes: database.length,
    sha256: createHash('sha256').update(database).digest('hex'),
    packedBytes: packed.length,
  }
  const { database: about = {}, ...rest } = lie
  const facts = { format: 1, reason: 'request', createdAt: 1, schema: 1, secrets: true }
  const manifest = { ...facts, ...rest, database: { ...truth, ...(about as object) } }
  writeFileSync(file, Buffer.concat([MAGIC, packed, composeEnd(manifest as Manifest)]))
}
