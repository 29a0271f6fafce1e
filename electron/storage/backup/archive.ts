import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { sha256 } from '../../base/crypto.ts'
import { BackupReason } from '../../contract/admin-items.ts'
import { PalabreError } from '../../contract/errors.ts'
import { BACKUP_CONFIG } from './config.ts'

/**
 * A backup, or an export: one file.
 *
 *   "PALABRE1"            8 bytes
 *   parts                 each compressed with gzip (RFC 1952), in the order of the manifest, without gaps
 *   manifest              JSON, UTF-8
 *   length of manifest    4 bytes, big endian
 *   SHA-256 of manifest   32 bytes
 *   "PALABRE1"            8 bytes
 *
 * The manifest comes last, so that the file is written in one go; a file that was cut off has none. It names parts of a
 * closed list and no paths: nothing in the file says where on a disk anything goes.
 */
export const MAGIC = Buffer.from('PALABRE1', 'latin1')
const LENGTH_BYTES = 4
const HASH_BYTES = 32
export const FOOTER_BYTES = LENGTH_BYTES + HASH_BYTES + MAGIC.length

const Size = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const strict = { additionalProperties: false } as const

export const Manifest = Type.Object(
  {
    /** Of this format; a higher one is refused. */
    format: Type.Literal(1),
    reason: BackupReason,
    /** Milliseconds since 1970. */
    createdAt: Size,
    /** Number of the database's schema. */
    schema: Type.Integer({ minimum: 1 }),
    /** Whether the keys and tokens of the host are in it. */
    secrets: Type.Boolean(),
    database: Type.Object(
      {
        /** As it is on a disk. */
        bytes: Size,
        sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
        /** In this file. */
        packedBytes: Size,
      },
      strict,
    ),
  },
  strict,
)
export type Manifest = Static<typeof Manifest>

const isManifest = Compile(Manifest)

/** What follows the parts. */
export function composeEnd(manifest: Manifest): Buffer {
  const text = Buffer.from(JSON.stringify(manifest))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(text.length)
  return Buffer.concat([text, length, sha256(text), MAGIC])
}

/** Bytes of the manifest as the footer tells it. Throws `backup-invalid`. */
export function manifestLength(footer: Buffer): number {
  if (!footer.subarray(-MAGIC.length).equals(MAGIC)) throw invalid('the end is missing')
  const length = footer.readUInt32BE(0)
  if (length > BACKUP_CONFIG.manifestBytes) throw invalid('the table of contents is too long')
  return length
}

/** The manifest, held against the footer and the length of the whole file. Throws `backup-invalid`. */
export function parseManifest(text: Buffer, footer: Buffer, fileBytes: number): Manifest {
  const hash = footer.subarray(LENGTH_BYTES, LENGTH_BYTES + HASH_BYTES)
  if (!hash.equals(sha256(text))) throw invalid('the checksum of the table of contents does not fit')
  const manifest = parsed(text)
  const { packedBytes, bytes } = manifest.database
  if (MAGIC.length + packedBytes + text.length + FOOTER_BYTES !== fileBytes)
    throw invalid('a part is missing')
  if (bytes > BACKUP_CONFIG.databaseBytes) throw invalid('the database is too large')
  return manifest
}

export function invalid(detail: string): PalabreError {
  return new PalabreError('backup-invalid', { detail })
}

function parsed(text: Buffer): Manifest {
  try {
    const value: unknown = JSON.parse(text.toString())
    if (isManifest.Check(value)) return value
  } catch {
    // Falls through: what is no JSON is no manifest.
  }
  throw invalid('the table of contents is not of the known form')
}
