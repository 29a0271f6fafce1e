import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOST_SOURCE } from '../../../../../electron/voice/packet/header.ts'
import { ReportPayload } from '../../../../../electron/voice/packet/report-payload.ts'
import { LINE_CONFIG } from '../../../../../electron/voice/router/config.ts'
import { ListenerLine } from '../../../../../electron/voice/router/listener-line.ts'

const { badMs, calmMs, calmMostMs, leastStayMs, reportStandsMs } = LINE_CONFIG

interface Told {
  readonly voices?: number
  readonly mix?: boolean
  readonly loss?: number
  readonly delayMs?: number
}

/** A listener that reports once a second. */
class Listener {
  readonly line = new ListenerLine()
  readonly changesMs: number[] = []
  nowMs = 50_000

  /** Reports the same for so long, or until the line is told to be otherwise; answers how long that took. */
  report(forMs: number, { voices = 0, mix = false, loss = 0, delayMs = 0 }: Told): number {
    const report = new ReportPayload()
    if (mix) report.add(HOST_SOURCE, 100 * (1 - loss), 100 * loss, 0, delayMs)
    for (let source = 1; source <= voices; source += 1)
      report.add(source, 100 * (1 - loss), 100 * loss, 0, delayMs)
    const beganMs = this.nowMs
    while (this.nowMs < beganMs + forMs) {
      this.nowMs += 1_000
      if (!this.line.take(report, this.nowMs)) continue
      this.changesMs.push(this.nowMs)
      break
    }
    return this.nowMs - beganMs
  }

  /** Makes it weak and strong again as soon as may be; answers how long it was weak. */
  relapse(): number {
    this.report(60_000, { voices: 3, loss: 0.5 })
    return this.report(1_000_000, { mix: true })
  }
}

const WEAK = { voices: 3, loss: 0.3 }

describe('the line of a listener', () => {
  it.each([
    { why: 'loss', told: WEAK },
    { why: 'standing delay', told: { voices: 2, delayMs: 200 } },
    { why: 'loss of a mix that was asked for', told: { mix: true, loss: 0.3 } },
  ])('is weak after three seconds of $why', ({ told }) => {
    const listener = new Listener()
    const tookMs = listener.report(20_000, told)
    expect(listener.line.isWeak).toBe(true)
    expect(tookMs).toBeGreaterThanOrEqual(badMs - reportStandsMs)
    expect(tookMs).toBeLessThanOrEqual(badMs + 1_000)
  })

  it.each([
    { why: 'loss that copies hide', told: { voices: 8, loss: 0.09 } },
    { why: 'a delay that buffers hide', told: { voices: 8, delayMs: 140 } },
    { why: 'one voice, which a mix would not make smaller', told: { voices: 1, loss: 0.5, delayMs: 500 } },
    { why: 'nothing told', told: {} },
  ])('is not weak for $why', ({ told }) => {
    const listener = new Listener()
    listener.report(120_000, told)
    expect(listener.line.isWeak).toBe(false)
  })

  it('is not weak for a burst, nor for one bad report after long silence', () => {
    const listener = new Listener()
    for (let burst = 0; burst < 20; burst += 1) {
      listener.report(1_000, { voices: 3, loss: 0.8 })
      listener.report(5_000, { voices: 3 })
      listener.nowMs += 600_000
    }
    expect(listener.changesMs).toEqual([])
  })

  it('is strong again after half a minute in which the mix arrived well, and not before', () => {
    const listener = new Listener()
    listener.report(20_000, WEAK)
    listener.report(600_000, { mix: true, loss: 0.05 })
    listener.report(600_000, { mix: true, delayMs: 60 })
    // Voices tell nothing of how the mix arrives.
    listener.report(600_000, { voices: 3 })
    expect(listener.line.isWeak).toBe(true)
    listener.report(calmMs - 5_000, { mix: true })
    listener.report(1_000, { mix: true, loss: 0.3 })
    listener.report(3_000, { mix: true })
    expect(listener.line.isWeak).toBe(true)
    expect(listener.report(calmMs + 5_000, { mix: true })).toBeGreaterThanOrEqual(calmMs - 4_000)
    expect(listener.line.isWeak).toBe(false)
  })

  it('is tried more and more seldom where trying fails, and again as at first after a good time', () => {
    const listener = new Listener()
    const took = Array.from({ length: 7 }, () => listener.relapse())
    for (const [time, tookMs] of took.entries()) {
      const expected = Math.min(calmMs * 2 ** time, calmMostMs)
      expect(Math.abs(tookMs - expected)).toBeLessThanOrEqual(1_000)
    }
    listener.report(2 * LINE_CONFIG.relapseMs, { voices: 3 })
    expect(listener.relapse()).toBeLessThanOrEqual(calmMs + 1_000)
  })

  it('never changes twice within ten seconds, whatever is reported', () => {
    const told = fc.record({
      voices: fc.integer({ min: 0, max: 4 }),
      mix: fc.boolean(),
      loss: fc.constantFrom(0, 0, 0.05, 0.5, 1),
      delayMs: fc.constantFrom(0, 0, 100, 400),
      forMs: fc.integer({ min: 1_000, max: 60_000 }),
    })
    fc.assert(
      fc.property(fc.array(told, { maxLength: 60 }), (stretches) => {
        const listener = new Listener()
        for (const stretch of stretches) listener.report(stretch.forMs, stretch)
        for (const [index, atMs] of listener.changesMs.entries())
          expect(atMs - (listener.changesMs[index - 1] ?? -Infinity)).toBeGreaterThanOrEqual(leastStayMs)
      }),
    )
  })
})
