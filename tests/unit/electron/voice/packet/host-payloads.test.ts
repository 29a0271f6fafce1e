import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  composeGap,
  GAP_BYTES,
  GapPayload,
  parseGap,
} from '../../../../../electron/voice/packet/gap-payload.ts'
import {
  composeMixHead,
  MixVoices,
  mixHeadBytes,
  parseMix,
} from '../../../../../electron/voice/packet/mix-payload.ts'

describe('gap', () => {
  it('is read as it was written, and at no other length', () => {
    const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })
    const fields = fc.record({ source: fc.integer({ min: 0, max: 0xffff }), first: uint32, count: uint32 })
    fc.assert(
      fc.property(fields, (gap) => {
        const bytes = new Uint8Array(64).fill(0xff)
        const read = new GapPayload()
        expect(parseGap(bytes, composeGap(bytes, Object.assign(new GapPayload(), gap)), read)).toBe(true)
        expect(read).toEqual(Object.assign(new GapPayload(), gap))
      }),
    )
    for (let length = 0; length < 64; length += 1) {
      expect(parseGap(new Uint8Array(64), length, new GapPayload())).toBe(length === GAP_BYTES)
    }
  })
})

describe('mix', () => {
  const entry = fc.record({
    source: fc.integer({ min: 1, max: 0xffff }),
    level: fc.integer({ min: 0, max: 127 }),
  })

  it('is read as it was written, and not when it is cut before its Opus packet', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), fc.uint8Array({ minLength: 1 }), (entries, opus) => {
        const voices = new MixVoices()
        for (const { source, level } of entries) expect(voices.add(source, level)).toBe(true)
        const bytes = new Uint8Array(1_168)
        const head = composeMixHead(bytes, voices)
        bytes.set(opus, head)
        const read = new MixVoices()
        expect(parseMix(bytes, head + opus.length, read)).toBe(head)
        expect(read).toEqual(voices)
        for (let length = 0; length <= head; length += 1) expect(parseMix(bytes, length, read)).toBe(0)
      }),
    )
  })

  it('has at most eight voices', () => {
    const voices = new MixVoices()
    for (let source = 1; source <= 8; source += 1) expect(voices.add(source, 0)).toBe(true)
    expect(voices.add(9, 0)).toBe(false)
    const bytes = new Uint8Array(100).fill(1)
    bytes[0] = 9
    expect(parseMix(bytes, bytes.length, voices)).toBe(0)
  })

  it('names no voice of the host and no level beyond silence', () => {
    const bytes = new Uint8Array(mixHeadBytes(1) + 1).fill(1)
    expect(parseMix(bytes, bytes.length, new MixVoices())).toBe(mixHeadBytes(1))
    expect(parseMix(bytes.with(3, 128), bytes.length, new MixVoices())).toBe(0)
    expect(parseMix(bytes.with(1, 0).with(2, 0), bytes.length, new MixVoices())).toBe(0)
  })

  it('is refused or read, and never throws, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const voices = new MixVoices()
        const at = parseMix(bytes, bytes.length, voices)
        expect(at === 0 || (at === mixHeadBytes(voices.count) && at < bytes.length)).toBe(true)
      }),
    )
  })
})
