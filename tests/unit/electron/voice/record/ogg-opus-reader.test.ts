import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OggOpusReader } from '../../../../../electron/voice/record/ogg-opus-reader.ts'
import { OggOpusWriter } from '../../../../../electron/voice/record/ogg-opus-writer.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let path: string

/** A file of 600 packets of 10 ms: six pages. */
beforeEach(async () => {
  place = await temporaryFolder()
  path = join(place.folder, 'track.opus')
  const writer = new OggOpusWriter(path, { channels: 1, preSkip: 3_840, serial: 1, comments: {} })
  for (let count = 0; count < 600; count += 1) writer.write(new Uint8Array(300).fill(count), 480)
  writer.close()
})
afterEach(() => place.remove())

function count(): number {
  const reader = new OggOpusReader(path)
  let found = 0
  while (reader.next() !== undefined) found += 1
  reader.close()
  return found
}

describe('reading a track', () => {
  it('tells what is to be dropped and gives every packet', () => {
    const reader = new OggOpusReader(path)
    expect(reader.preSkip).toBe(3_840)
    expect(reader.next()).toEqual(new Uint8Array(300).fill(0))
    reader.close()
    expect(count()).toBe(600)
  })

  it('ends before a page that was cut off', () => {
    truncateSync(path, readFileSync(path).length - 10)
    expect(count()).toBe(500)
  })

  it('ends before a page that was altered', () => {
    const bytes = readFileSync(path)
    const at = Math.floor(bytes.length / 2)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    writeFileSync(path, bytes)
    const found = count()
    expect(found % 100).toBe(0)
    expect([found > 0, found < 600]).toEqual([true, true])
  })

  it('finds nothing in what is no track', () => {
    writeFileSync(path, 'something else')
    expect(count()).toBe(0)
  })
})
