import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SpoolReader, SpoolWriter } from '../../../../../electron/voice/record/spool.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let files = 0

beforeEach(async () => {
  place = await temporaryFolder()
})
afterEach(() => place.remove())

function freshPath(): string {
  files += 1
  return join(place.folder, `spool-${String(files)}`)
}

function write(path: string, records: readonly Uint8Array[]): SpoolWriter {
  const writer = new SpoolWriter(path)
  for (const record of records) writer.add(record, record.length)
  writer.flush()
  return writer
}

function read(path: string): Uint8Array[] {
  const reader = new SpoolReader(path)
  const records: Uint8Array[] = []
  for (let record = reader.next(); record !== undefined; record = reader.next()) records.push(record.slice())
  expect(reader.next()).toBeUndefined()
  reader.close()
  return records
}

describe('a spool', () => {
  it('gives back what was flushed, whether it was closed or not', () => {
    const path = freshPath()
    const writer = write(path, [Uint8Array.of(1, 2), new Uint8Array(0), new Uint8Array(65_535).fill(3)])
    writer.add(Uint8Array.of(9), 1)
    expect(read(path).map(({ length }) => length)).toEqual([2, 0, 65_535])
    expect(writer.bytes).toBe(statSync(path).size + 7)
    writer.sync()
    writer.close()
  })

  it('gives back every whole record before the place where it was cut off', () => {
    const record = fc.uint8Array({ maxLength: 50 })
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 30 }), fc.nat(1_000), (records, cut) => {
        const path = freshPath()
        write(path, records).close()
        const length = Math.min(cut, statSync(path).size)
        truncateSync(path, length)
        let [end, whole] = [8, 0]
        for (const { length: size } of records) {
          end += 6 + size
          if (end <= length) whole += 1
        }
        expect(read(path)).toEqual(records.slice(0, whole))
      }),
      { numRuns: 60 },
    )
  })

  it('ends before a record that is damaged', () => {
    const path = freshPath()
    write(path, [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)]).close()
    const bytes = readFileSync(path)
    bytes[8 + 7 + 6] = 77
    writeFileSync(path, bytes)
    expect(read(path)).toEqual([Uint8Array.of(1)])
  })

  it('is none of another kind, and never written over', () => {
    const path = freshPath()
    writeFileSync(path, 'quite another file')
    expect(read(path)).toEqual([])
    expect(() => new SpoolWriter(path)).toThrow(/EEXIST/)
    expect(() => new SpoolReader(join(place.folder, 'missing'))).toThrow(/ENOENT/)
  })
})
