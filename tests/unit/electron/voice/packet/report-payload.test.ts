import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PACKET_CONFIG } from '../../../../../electron/voice/packet/config.ts'
import { MOST_PAYLOAD_BYTES } from '../../../../../electron/voice/packet/header.ts'
import {
  composeReport,
  parseReport,
  ReportPayload,
} from '../../../../../electron/voice/packet/report-payload.ts'

describe('report payload', () => {
  it('gives every entry back', () => {
    const word = fc.integer({ min: 0, max: 65_535 })
    const entry = fc.tuple(word, word, word, word)
    fc.assert(
      fc.property(fc.array(entry, { maxLength: PACKET_CONFIG.reportEntries }), (entries) => {
        const report = new ReportPayload()
        for (const [source, received, lost, jitter] of entries) {
          expect(report.add(source, received, lost, jitter / 10)).toBe(true)
        }
        const out = new Uint8Array(MOST_PAYLOAD_BYTES).fill(0xee)
        const length = composeReport(out, report)
        const parsed = new ReportPayload()
        expect(parseReport(out, length, parsed)).toBe(true)
        expect(parsed).toEqual(report)
      }),
    )
  })

  it('says when it is full, and saturates', () => {
    const report = new ReportPayload()
    expect(report.add(1, 1e9, -1, 1e9)).toBe(true)
    expect([report.received[0], report.lost[0], report.jitter[0]]).toEqual([65_535, 0, 65_535])
    for (let index = 1; index < PACKET_CONFIG.reportEntries; index += 1) report.add(index, 0, 0, 0)
    expect(report.add(2, 0, 0, 0)).toBe(false)
  })

  it('refuses lengths that do not fit the count', () => {
    const out = new Uint8Array(MOST_PAYLOAD_BYTES)
    const report = new ReportPayload()
    report.add(1, 2, 3, 4)
    const right = composeReport(out, report)
    for (let length = 0; length < 64; length += 1) {
      expect(parseReport(out, length, new ReportPayload())).toBe(length === right)
    }
    out[0] = 255
    expect(parseReport(out, 4 + 255 * 8, new ReportPayload())).toBe(false)
  })
})
