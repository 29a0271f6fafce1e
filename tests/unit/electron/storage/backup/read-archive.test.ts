import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FOOTER_BYTES, MAGIC } from '../../../../../electron/storage/backup/archive.ts'
import { BACKUP_CONFIG } from '../../../../../electron/storage/backup/config.ts'
import { readManifest, unpackDatabase } from '../../../../../electron/storage/backup/read-archive.ts'
import { forgeBackup } from '../../../../support/forged-backup.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const TEXT = Buffer.from('not a database, but that is not looked at here '.repeat(50))
const MIB = 1024 * 1024
let place: Awaited<ReturnType<typeof temporaryFolder>>
let file: string
let out: string

beforeEach(async () => {
  place = await temporaryFolder()
  file = join(place.folder, 'x.palabre')
  out = join(place.folder, 'out')
})
afterEach(() => place.remove())

const invalid = { code: 'backup-invalid' }

describe('a backup', () => {
  it('gives back what was packed', async () => {
    forgeBackup(file, TEXT)
    expect(await unpackDatabase(file, out)).toMatchObject({ format: 1, database: { bytes: TEXT.length } })
    expect(readFileSync(out)).toEqual(TEXT)
  })

  it('never takes the place of a file that is there', async () => {
    forgeBackup(file, TEXT)
    writeFileSync(out, 'mine')
    await expect(unpackDatabase(file, out)).rejects.toThrow('EEXIST')
    expect(readFileSync(out, 'utf8')).toBe('mine')
  })

  it('that is not there says so', () => {
    expect(() => readManifest(file)).toThrow(expect.objectContaining({ code: 'backup-unknown' }))
  })
})

describe('abuse 59: a manipulated backup is refused', () => {
  it.each([
    ['a wrong checksum', { database: { sha256: '0'.repeat(64) } }],
    ['more bytes promised than there are', { database: { bytes: TEXT.length + 1 } }],
    ['a database of 10 GB', { database: { bytes: 10 * 1024 ** 3 } }],
    ['a part that is not there', { database: { packedBytes: 1 } }],
    ['a higher format', { format: 2 }],
    ['a name that leads out of the folder', { name: '../../palabre.db' }],
    ['a part with an absolute path', { database: { path: '/etc/passwd' } }],
    ['an odd reason', { reason: '../x' }],
    ['no schema', { schema: 0 }],
  ])('for %s', async (_what, lie) => {
    forgeBackup(file, TEXT, lie)
    await expect(unpackDatabase(file, out)).rejects.toMatchObject(invalid)
    expect(readdirSync(place.folder).filter((name) => name !== 'out')).toEqual(['x.palabre'])
  })

  it('for a bomb: it ends at the length it promised', async () => {
    forgeBackup(file, Buffer.alloc(64 * MIB), { database: { bytes: MIB } })
    expect(statSync(file).size).toBeLessThan(MIB)
    await expect(unpackDatabase(file, out)).rejects.toMatchObject({
      detail: expect.stringContaining('larger') as string,
    })
    expect(existsSync(out) ? statSync(out).size : 0).toBeLessThanOrEqual(MIB)
  })

  it('for a table of contents of any length it likes', () => {
    forgeBackup(file, TEXT)
    const bytes = readFileSync(file)
    bytes.writeUInt32BE(BACKUP_CONFIG.manifestBytes + 1, bytes.length - FOOTER_BYTES)
    writeFileSync(file, bytes)
    expect(() => readManifest(file)).toThrow(expect.objectContaining(invalid))
  })

  it('for any byte that was changed, and any length it was cut to', async () => {
    forgeBackup(file, TEXT)
    const whole = readFileSync(file)
    const at = fc.integer({ min: 0, max: whole.length - 1 })
    await fc.assert(
      fc.asyncProperty(at, fc.integer({ min: 1, max: 255 }), fc.boolean(), async (place_, bits, isCut) => {
        const bytes = isCut ? whole.subarray(0, place_) : Buffer.from(whole)
        if (!isCut) bytes[place_] = (bytes[place_] ?? 0) ^ bits
        // Bytes 3 to 9 of gzip's head (flags, time, system) change nothing of what is unpacked.
        const inHead = place_ >= MAGIC.length + 3 && place_ < MAGIC.length + 10
        fc.pre(isCut || !inHead)
        writeFileSync(file, bytes)
        await expect(unpackDatabase(file)).rejects.toMatchObject(invalid)
      }),
      { numRuns: 60 },
    )
  })
})
