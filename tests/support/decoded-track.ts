import { readFileSync } from 'node:fs'
import { OpusDecoder } from '../../electron/voice/codec/opus-decoder.ts'
import { parseOgg, type OggFile } from './ogg-parse.ts'

/** What a player makes of an Ogg Opus file: its samples, without what is to be dropped at both ends. */
export function decodedTrack(path: string): { file: OggFile; samples: Float32Array } {
  const file = parseOgg(readFileSync(path))
  const decoder = new OpusDecoder()
  const frame = new Float32Array(5_760)
  const parts: Float32Array[] = []
  let length = 0
  let packet = 0
  for (const { granule, packets } of file.pages) {
    for (let end = packet + packets; packet < end; packet += 1) {
      const count = decoder.decode(file.packets[packet] ?? new Uint8Array(0), frame)
      if (count === 0) throw new Error(`packet ${String(packet)} cannot be decoded`)
      parts.push(frame.slice(0, count))
      length += count
    }
    const isLast = packet === file.packets.length
    if (isLast ? granule > length : granule !== length)
      throw new Error(`a page ends at ${String(granule)} and its packets at ${String(length)}`)
  }
  decoder.close()
  const all = new Float32Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return { file, samples: all.subarray(file.preSkip, file.pages.at(-1)?.granule ?? 0) }
}
