import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OggOpusReader } from '../../../../../electron/voice/record/ogg-opus-reader.ts'
import { OggOpusWriter } from '../../../../../electron/voice/record/ogg-opus-writer.ts'
import { parseOgg } from '../../../../support/ogg-parse.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const INFO = {
  channels: 1,
  preSkip: 312,
  serial: 0xfeed_f00d,
  comments: { TITLE: 'Küche', ARTIST: 'Zoë' },
} as const

let place: Awaited<ReturnType<typeof temporaryFolder>>
let path: string

beforeEach(async () => {
  place = await temporaryFolder()
  path = join(place.folder, 'track.opus')
})
afterEach(() => place.remove())

function read(): Uint8Array[] {
  const reader = new OggOpusReader(path)
  const packets: Uint8Array[] = []
  for (let packet = reader.next(); packet !== undefined; packet = reader.next()) packets.push(packet)
  reader.close()
  return packets
}

describe('an Ogg Opus file', () => {
  it('says what it holds, and is for its owner alone', () => {
    const writer = new OggOpusWriter(path, INFO)
    writer.write(Uint8Array.of(0xf8, 0xff, 0xfe), 960)
    writer.close()
    const { serial, channels, preSkip, inputRate, vendor, comments } = parseOgg(readFileSync(path))
    expect({ serial, channels, preSkip, inputRate, vendor }).toEqual({
      ...{ serial: INFO.serial, channels: 1, preSkip: 312, inputRate: 48_000, vendor: 'Palabre' },
    })
    expect(comments).toEqual(['TITLE=Küche', 'ARTIST=Zoë'])
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(writer.bytes).toBe(statSync(path).size)
  })

  it('holds any packets as they were, in pages of at most a second whose positions are their sums', () => {
    const packet = fc.uint8Array({ minLength: 0, maxLength: 1_300 })
    const lengths = fc.constantFrom(120, 480, 960, 2_880, 5_760)
    fc.assert(
      fc.property(fc.array(fc.tuple(packet, lengths), { maxLength: 400 }), (given) => {
        const writer = new OggOpusWriter(path, INFO)
        for (const [bytes, samples] of given) writer.write(bytes, samples)
        writer.close()
        const file = parseOgg(readFileSync(path))
        const packets = given.map(([bytes]) => Buffer.from(bytes))
        expect(file.packets).toEqual(packets)
        expect(read()).toEqual(packets.map((bytes) => new Uint8Array(bytes)))
        let [at, samples] = [0, 0]
        for (const page of file.pages) {
          const before = samples
          for (const [, length] of given.slice(at, at + page.packets)) samples += length
          at += page.packets
          if (page.packets > 0) expect(page.granule).toBe(samples)
          expect(samples - before).toBeLessThanOrEqual(48_000)
        }
        expect(at).toBe(given.length)
      }),
      { numRuns: 40 },
    )
  })

  it('ends where it is told, within its last packet', () => {
    const writer = new OggOpusWriter(path, INFO)
    for (let count = 0; count < 3; count += 1) writer.write(Uint8Array.of(0xf8, 0xff, 0xfe), 960)
    writer.close(2_000)
    writer.close()
    expect(parseOgg(readFileSync(path)).pages).toEqual([{ granule: 2_000, packets: 3 }])
  })

  it('can be let go of', () => {
    const writer = new OggOpusWriter(path, INFO)
    writer.abandon()
    writer.abandon()
    expect(statSync(path).size).toBe(0)
  })
})
