import { read16, read8, write16 } from './byte-order.ts'
import { PACKET_CONFIG } from './config.ts'

/**
 * mix (host to guest): who is in it, then one Opus packet.
 * One count byte, MIX_ENTRY_BYTES per voice, and the rest.
 */
export const MIX_HEAD_BYTES = 1
export const MIX_ENTRY_BYTES = 3
/** Places within an entry: 2 bytes, 1 byte. */
export const MIX_OFFSETS = { source: 0, level: 2 } as const

const MOST_VOICES = PACKET_CONFIG.mixVoices
const MOST_LEVEL = 127

/** The voices of a mix; the first `count` places are valid. */
export class MixVoices {
  count = 0
  readonly source = new Uint16Array(MOST_VOICES)
  /** Loudness of each in -dBov (RFC 6464), 0..127. */
  readonly level = new Uint8Array(MOST_VOICES)

  /** Appends a voice; false where there is no place left. */
  add(source: number, level: number): boolean {
    if (this.count === MOST_VOICES) return false
    this.source[this.count] = source
    this.level[this.count] = level
    this.count += 1
    return true
  }
}

/** Bytes before the Opus packet of a mix of so many voices. */
export function mixHeadBytes(voices: number): number {
  return MIX_HEAD_BYTES + voices * MIX_ENTRY_BYTES
}

/** Writes what stands before the Opus packet; answers the bytes written. */
export function composeMixHead(out: Uint8Array, voices: MixVoices): number {
  out[0] = voices.count
  for (let index = 0; index < voices.count; index += 1) {
    const at = mixHeadBytes(index)
    write16(out, at + MIX_OFFSETS.source, voices.source[index] ?? 0)
    out[at + MIX_OFFSETS.level] = voices.level[index] ?? 0
  }
  return mixHeadBytes(voices.count)
}

/** Whether an Opus packet follows as many voices as may be, none of them the host and none beyond silence. */
export function isMixForm(bytes: Uint8Array, length: number): boolean {
  const count = length === 0 ? MOST_VOICES + 1 : read8(bytes, 0)
  if (count > MOST_VOICES || length <= mixHeadBytes(count)) return false
  for (let index = 0; index < count; index += 1) {
    const at = mixHeadBytes(index)
    if (read16(bytes, at + MIX_OFFSETS.source) === 0) return false
    if (read8(bytes, at + MIX_OFFSETS.level) > MOST_LEVEL) return false
  }
  return true
}

/** Reads the voices; answers where the Opus packet begins, 0 where the payload is none of a mix. */
export function parseMix(bytes: Uint8Array, length: number, voices: MixVoices): number {
  if (!isMixForm(bytes, length)) return 0
  voices.count = read8(bytes, 0)
  for (let index = 0; index < voices.count; index += 1) {
    const at = mixHeadBytes(index)
    voices.source[index] = read16(bytes, at + MIX_OFFSETS.source)
    voices.level[index] = read8(bytes, at + MIX_OFFSETS.level)
  }
  return mixHeadBytes(voices.count)
}
