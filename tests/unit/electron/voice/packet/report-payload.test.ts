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
    const entry = fc.tuple(word, word, word, word, word)
    const entries = fc.uniqueArray(entry, {
      ...{ maxLength: PACKET_CONFIG.reportEntries, selector: ([source]) => source },
    })
    fc.assert(
      fc.property(entries, (given) => {
        const report = new ReportPayload()
        for (const [source, received, lost, jitter, delay] of given.sort(([a], [b]) => a - b)) {
          expect(report.add(source, received, lost, jitter / 10, delay / 10)).toBe(true)
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
    expect(report.add(1, 1e9, -1, 1e9, 1e9)).toBe(true)
    const { received, lost, jitter, delay } = report
    expect([received[0], lost[0], jitter[0], delay[0]]).toEqual([65_535, 0, 65_535, 65_535])
    for (let index = 1; index < PACKET_CONFIG.reportEntries; index += 1) report.add(index + 1, 0, 0, 0, 0)
    expect(report.add(99, 0, 0, 0, 0)).toBe(false)
  })

  it('refuses lengths that do not fit the count', () => {
    const out = new Uint8Array(MOST_PAYLOAD_BYTES)
    const report = new ReportPayload()
    report.add(1, 2, 3, 4, 5)
    const right = composeReport(out, report)
    for (let length = 0; length < 64; length += 1) {
      expect(parseReport(out, length, new ReportPayload())).toBe(length === right)
    }
    out[0] = 255
    expect(parseReport(out, 4 + 255 * 10, new ReportPayload())).toBe(false)
  })

  it('refuses a source named twice, and any other order but a rising one', () => {
    const out = new Uint8Array(MOST_PAYLOAD_BYTES)
    for (const [first, second, isRight] of [
      [1, 2, true],
      [7, 7, false],
      [2, 1, false],
      [0, 65_535, true],
    ] as const) {
      const report = new ReportPayload()
      report.add(first, 1, 1, 1, 1)
      report.add(second, 1, 1, 1, 1)
      expect(parseReport(out, composeReport(out, report), new ReportPayload())).toBe(isRight)
    }
  })
})
