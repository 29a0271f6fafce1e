import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { delaysWithin, measureCall, windowDelays } from '../support/call-measures.ts'
import { networkCall, type NetworkCall, type NetworkCallPlan } from '../support/network-call.ts'
import { framesOf, writeTable, type NetworkRow } from '../support/network-table.ts'
import { requirePart } from '../support/requirement.ts'
import { speech } from '../support/speech.ts'

const QUIET = { jitterMs: 5 }
const USUAL = { jitterMs: 20 }

describe.skipIf(requirePart('espeak-ng'))('a call over a network', () => {
  const rows: NetworkRow[] = []
  let spoken: Float32Array = new Float32Array(0)
  beforeAll(() => {
    spoken = speech(60)
  })
  afterAll(() => {
    writeTable(rows, 'changing-networks')
  })

  interface Span {
    readonly network: string
    readonly seconds: number
    /** What the figures are about, s after the first word. */
    readonly from: number
    readonly stoi: number
  }

  /** Makes the call, notes a row, checks intelligibility, and answers the call and the delay of each second. */
  function made({ network, seconds, from, stoi }: Span, plan: Omit<NetworkCallPlan, 'spoken'>) {
    const call = networkCall({ ...plan, spoken: spoken.subarray(0, seconds * 48_000) })
    const delays = windowDelays(call)
    const settled = { ...measureCall(call, from, seconds, delays), stoi: stoiByParts(call, from, seconds) }
    rows.push({ network, calls: 1, settled, worst: settled.stoi, bound: stoi, ...framesOf([call]) })
    expect(settled.stoi).toBeGreaterThanOrEqual(stoi)
    return { call, settled, within: (fromS: number, toS: number) => delaysWithin(delays, fromS, toS) }
  }

  test('of 40 kbit/s: fewer bits in longer frames within twelve seconds', { timeout: 300_000 }, () => {
    const span = { network: '40 kbit/s, from 12 s on', seconds: 27, from: 12, stoi: 0.95 }
    const { settled, within } = made(span, { link: { delayMs: 5, bandwidth: 40_000 } })
    expect(settled.wireKbps).toBeLessThanOrEqual(40)
    expect(settled.delayMs).toBeLessThanOrEqual(150)
    // What waits until then is what the line holds and what the target may be.
    expect(Math.max(...within(0, 12))).toBeLessThanOrEqual(400)
  })

  test(
    'whose jitter grows from 5 to 200 ms and back: the delay is back in ten seconds',
    { timeout: 300_000 },
    () => {
      const span = { network: 'jitter 5, 200, 5 ms, from 10 s after on', seconds: 25, from: 20, stoi: 0.985 }
      const { within } = made(span, {
        link: QUIET,
        changes: [
          { atMs: 5_000, link: { jitterMs: 200 } },
          { atMs: 10_000, link: QUIET },
        ],
      })
      // It did follow, else it could not come back.
      expect(Math.max(...within(6, 10))).toBeGreaterThan(100)
      expect(Math.max(...within(20, 25))).toBeLessThanOrEqual(Math.max(...within(1, 5)) + 20)
    },
  )

  test('that is away for two seconds: the delay is back in two more', { timeout: 300_000 }, () => {
    // The delay still goes back by 10 ms within these seconds, which a single alignment takes for a loss.
    const span = { network: 'away for 2 s, from 2 s after on', seconds: 16, from: 10, stoi: 0.92 }
    const { within } = made(span, {
      link: USUAL,
      changes: [
        { atMs: 6_000, link: { loss: 1 } },
        { atMs: 8_000, link: USUAL },
      ],
    })
    expect(Math.max(...within(10, 16))).toBeLessThanOrEqual(Math.max(...within(1, 6)) + 20)
  })

  test.for([200, -200])('and clocks %i ppm apart: the delay stays', { timeout: 300_000 }, (speakerPpm) => {
    const network = `jitter 5 ms, clocks ${String(speakerPpm)} ppm apart, 60 s`
    const { call, within } = made({ network, seconds: 60, from: 0, stoi: 0.985 }, { link: QUIET, speakerPpm })
    const all = within(0, 60)
    expect(Math.max(...all) - Math.min(...all)).toBeLessThanOrEqual(15)
    expect(Math.max(...all)).toBeLessThanOrEqual(50)
    expect(call.stats.concealed).toBeLessThanOrEqual(5)
  })
})

/** Mean over stretches of five seconds, each aligned by itself: clocks that run apart are no loss of intelligibility. */
function stoiByParts(call: NetworkCall, fromS: number, toS: number): number {
  const parts: number[] = []
  for (let at = fromS; at + 5 <= toS; at += 5) parts.push(measureCall(call, at, at + 5).stoi)
  return parts.reduce((sum, part) => sum + part, 0) / parts.length
}
