import { describe, expect, it } from 'vitest'
import { PacketHeader } from '../../../../../electron/voice/packet/header.ts'
import {
  composeRecorded,
  parseRecorded,
  RECORDED_HEAD_BYTES,
  RECORDED_KIND,
  RecordedHead,
} from '../../../../../electron/voice/packet/recorded-packet.ts'

function head(): RecordedHead {
  const made = new RecordedHead()
  const header = Object.assign(new PacketHeader(), {
    ...{ source: 0xabcd, sequence: 0xfedc_ba98, timestamp: 0x0123_4567 },
    ...{ flags: 0x19, level: 77, frameCode: 3 },
  })
  made.follow(header)
  return Object.assign(made, { recordingId: 0xdead_beef, arrivalMs: 123_456.7 })
}

describe('the head of a recorded packet', () => {
  it('lies as the picture says', () => {
    const bytes = new Uint8Array(RECORDED_HEAD_BYTES)
    composeRecorded(bytes, head())
    expect(Buffer.from(bytes).toString('hex')).toBe('deadbeef0012d687fedcba9801234567abcd194d03010000')
  })

  it('comes back as it was written', () => {
    const bytes = new Uint8Array(RECORDED_HEAD_BYTES)
    composeRecorded(bytes, head())
    const read = new RecordedHead()
    expect(parseRecorded(bytes, bytes.length, read)).toBe(true)
    expect(read).toEqual(head())
  })

  it('is none where it is short, or of another kind', () => {
    const bytes = new Uint8Array(RECORDED_HEAD_BYTES)
    expect(parseRecorded(bytes, bytes.length - 1, new RecordedHead())).toBe(false)
    for (const kind of [0, RECORDED_KIND.end + 1]) {
      composeRecorded(bytes, Object.assign(head(), { kind }))
      expect(parseRecorded(bytes, bytes.length, new RecordedHead())).toBe(false)
    }
  })

  it('counts no time before its beginning', () => {
    const bytes = new Uint8Array(RECORDED_HEAD_BYTES)
    composeRecorded(bytes, Object.assign(head(), { arrivalMs: -3 }))
    const read = new RecordedHead()
    parseRecorded(bytes, bytes.length, read)
    expect(read.arrivalMs).toBe(0)
  })
})
