import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { FRAME_LENGTHS_MS } from '../../../../../electron/contract/engine.ts'
import { NO_LIMITS } from '../../../../../electron/contract/models.ts'
import type { SendPlan } from '../../../../../electron/voice/interfaces.ts'
import { RATE_CONFIG } from '../../../../../electron/voice/rate/config.ts'
import { overheadOf } from '../../../../../electron/voice/rate/frame-choice.ts'
import {
  RateController,
  type RateOptions,
  type SendReport,
} from '../../../../../electron/voice/rate/rate-controller.ts'

const CALM: SendReport = {
  ...{ rttMs: 1, uplinkLoss: 0, listeners: 3, loss: 0, jitterMs: 0, delayMs: 0, sentBps: 112_000 },
}

/** A controller and its clock: one report a second. */
class Bench {
  readonly rate: RateController
  nowMs = 5_000

  constructor(options: Partial<RateOptions> = {}) {
    this.rate = new RateController({
      ...{ profile: 'auto', frameMs: 10, adaptFrame: true, bitrate: 64_000, sparing: 'never', ...options },
    })
  }

  /** Reports for so many seconds; the plans after each. */
  run(seconds: number, report: Partial<SendReport> = {}): SendPlan[] {
    return Array.from({ length: seconds }, () => {
      this.nowMs += 1_000
      this.rate.observe({ ...CALM, ...report }, this.nowMs)
      return this.rate.plan()
    })
  }

  after(seconds: number, report: Partial<SendReport> = {}): SendPlan {
    const plan = this.run(seconds, report).at(-1)
    if (plan === undefined) throw new Error('no time has passed')
    return plan
  }
}

/** Everything a plan sends, packets included, bits per second. */
function costOf({ frameMs, bitrate, redundancy, redundancyBitrate }: SendPlan): number {
  return bitrate + redundancy * redundancyBitrate + overheadOf(frameMs, redundancy)
}

/** How many seconds until a plan fits. */
const secondsUntil = (plans: readonly SendPlan[], fits: (plan: SendPlan) => boolean): number =>
  plans.findIndex(fits) + 1

describe('what the channel asks of senders', () => {
  test('gives music the bits it needs, below its cap, and leaves no pause out', () => {
    const bench = new Bench({ sparing: 'far', profile: 'internet' })
    const limits = { bitrateCap: 0, frameMs: 0, kind: 'music', stereo: true } as const
    bench.rate.setLimits(limits)
    expect(bench.after(1)).toMatchObject({
      ...{ bitrate: RATE_CONFIG.musicBitrateStereo, dtx: false },
      kind: 'music',
      stereo: true,
    })
    bench.rate.setLimits({ ...limits, stereo: false })
    expect(bench.after(1)).toMatchObject({ bitrate: RATE_CONFIG.musicBitrate, stereo: false })
    bench.rate.setLimits({ ...limits, bitrateCap: 72_000 })
    expect(bench.after(1)).toMatchObject({ bitrate: 72_000 })
    bench.rate.setLimits(NO_LIMITS)
    expect(bench.after(1)).toMatchObject({ bitrate: 64_000, dtx: true, kind: 'voice', stereo: false })
  })

  test('bounds the bits of a voice, copies included, and is forgotten with the channel', () => {
    const bench = new Bench()
    bench.rate.setLimits({ bitrateCap: 24_000, frameMs: 0 })
    expect(bench.after(1)).toMatchObject({ bitrate: 24_000, redundancy: 0 })
    for (const { bitrate, redundancy, redundancyBitrate } of bench.run(20, { loss: 0.15 }))
      expect(bitrate + redundancy * redundancyBitrate).toBeLessThanOrEqual(24_000)
    bench.rate.setLimits({ bitrateCap: 0, frameMs: 0 })
    expect(bench.after(30)).toMatchObject({ bitrate: 64_000, redundancy: 0 })
  })

  test.each([
    { bitrateCap: 128_000, bitrate: 64_000 },
    { bitrateCap: 1, bitrate: RATE_CONFIG.bitrateEver },
  ])(
    'never asks for more than the user, nor less than Opus takes: $bitrateCap',
    ({ bitrateCap, bitrate }) => {
      const bench = new Bench()
      bench.rate.setLimits({ bitrateCap, frameMs: 0 })
      expect(bench.after(2).bitrate).toBe(bitrate)
    },
  )

  test('prescribes the length of frames, whatever the network', () => {
    const bench = new Bench()
    bench.rate.setLimits({ bitrateCap: 0, frameMs: 40 })
    expect(bench.rate.plan().frameMs).toBe(40)
    expect(bench.after(30).frameMs).toBe(40)
    bench.rate.setLimits({ bitrateCap: 0, frameMs: 10 })
    expect(bench.after(30, { rttMs: 90, loss: 0.2, delayMs: 200 }).frameMs).toBe(10)
    bench.rate.setLimits({ bitrateCap: 0, frameMs: 0 })
    expect(bench.after(30, { rttMs: 90 }).frameMs).toBe(20)
  })

  test.each(FRAME_LENGTHS_MS)('and any of them also where the sender keeps to one: %d ms', (frameMs) => {
    const bench = new Bench({ adaptFrame: false })
    bench.rate.setLimits({ bitrateCap: 0, frameMs })
    expect(bench.after(5).frameMs).toBe(frameMs)
    bench.rate.setLimits({ bitrateCap: 0, frameMs: 0 })
    expect(bench.after(5).frameMs).toBe(10)
  })
})

describe('the length of frames', () => {
  test.each([
    { profile: 'lan', rttMs: 90, frameMs: 10, is: 10 },
    { profile: 'lan', rttMs: 1, frameMs: 5, is: 5 },
    { profile: 'lan', rttMs: 1, frameMs: 20, is: 10 },
    { profile: 'internet', rttMs: 1, frameMs: 10, is: 20 },
    { profile: 'auto', rttMs: 1, frameMs: 10, is: 10 },
    { profile: 'auto', rttMs: 30, frameMs: 10, is: 20 },
    { profile: 'auto', rttMs: 10, frameMs: 10, is: 10 },
  ] as const)('$profile, round trip $rttMs ms: $is ms', ({ profile, rttMs, frameMs, is }) => {
    expect(new Bench({ profile, frameMs }).after(6, { rttMs }).frameMs).toBe(is)
  })

  test.each(FRAME_LENGTHS_MS)('stays %d ms where it was asked for', (frameMs) => {
    const bench = new Bench({ adaptFrame: false, frameMs })
    expect(bench.after(20, { rttMs: 80, loss: 0.1, delayMs: 100 }).frameMs).toBe(frameMs)
  })

  test('is short where packets are lost, and long again when that has passed', () => {
    const bench = new Bench()
    expect(bench.after(6, { rttMs: 80 }).frameMs).toBe(20)
    expect(bench.after(12, { rttMs: 80, loss: 0.1 }).frameMs).toBe(10)
    expect(bench.after(40, { rttMs: 80 }).frameMs).toBe(20)
  })

  test('does not follow one slow answer', () => {
    const bench = new Bench()
    bench.run(10)
    expect(bench.after(1, { rttMs: 200 }).frameMs).toBe(10)
  })
})

describe('random loss', () => {
  test.each([
    { loss: 0, redundancy: 0 },
    { loss: 0.005, redundancy: 0 },
    { loss: 0.03, redundancy: 1 },
    { loss: 0.06, redundancy: 1 },
    { loss: 0.1, redundancy: 2 },
    { loss: 0.3, redundancy: 2 },
  ])('of $loss takes $redundancy copies', ({ loss, redundancy }) => {
    const plan = new Bench({ profile: 'internet' }).after(10, { loss })
    expect(plan.redundancy).toBe(redundancy)
    expect(plan.expectedLossPercent).toBeCloseTo(loss * 100, -0.5)
  })

  it('is met within two reports, and forgotten in a quarter of a minute', () => {
    const bench = new Bench({ profile: 'internet' })
    bench.run(5)
    expect(
      secondsUntil(bench.run(5, { loss: 0.2 }), ({ redundancy }) => redundancy === 2),
    ).toBeLessThanOrEqual(2)
    bench.run(10, { loss: 0.2 })
    const calm = secondsUntil(bench.run(20), ({ redundancy }) => redundancy === 0)
    expect(calm).toBeGreaterThan(5)
    expect(calm).toBeLessThanOrEqual(13)
  })

  it('on the way to the host counts where listeners tell nothing', () => {
    expect(new Bench().after(5, { listeners: 0, uplinkLoss: 0.2 }).redundancy).toBe(2)
    expect(new Bench().after(5, { listeners: 0, loss: 0.2 }).redundancy).toBe(0)
  })

  it('leaves the bits to the copies, not to the line', () => {
    const bench = new Bench({ adaptFrame: false, frameMs: 20 })
    const before = bench.after(5)
    expect(before).toMatchObject({ bitrate: 64_000, redundancy: 0 })
    const after = bench.after(5, { loss: 0.2, sentBps: 88_000 })
    expect(after.bitrate).toBeLessThan(40_000)
    expect(after.bitrate).toBeGreaterThan(24_000)
    expect(costOf(after)).toBeLessThanOrEqual(costOf(before))
  })

  it('takes no copies that would leave the newest frame too little', () => {
    const plan = new Bench({ profile: 'internet', bitrate: 16_000 }).after(10, { loss: 0.2 })
    expect(plan).toMatchObject({ redundancy: 0, bitrate: 16_000 })
  })
})

describe('a full line', () => {
  it('is met by less than got through, in longer frames', () => {
    const bench = new Bench()
    bench.run(5)
    const plan = bench.after(1, { loss: 0.64, delayMs: 200 })
    expect(costOf(plan)).toBeLessThan(40_000)
    expect(plan.frameMs).toBe(40)
    expect(plan.redundancy).toBe(0)
  })

  it('that fills without loss yet is met too, and one that stands is not sent less and less', () => {
    const bench = new Bench()
    bench.run(5)
    expect(costOf(bench.after(1, { delayMs: 80 }))).toBeLessThan(100_000)
    const cost = costOf(bench.after(1, { delayMs: 80, sentBps: 90_000 }))
    expect(costOf(bench.after(30, { delayMs: 80, sentBps: 90_000 }))).toBe(cost)
  })

  it('is tried again step by step, until nothing limits any more', () => {
    const bench = new Bench({ profile: 'internet' })
    bench.run(3, { loss: 0.3, delayMs: 200, sentBps: 88_000 })
    const plans = bench.run(80)
    for (const [index, plan] of plans.entries()) {
      const before = plans[index - 1]
      // Shorter frames cost more packets and leave the frame fewer bits for the moment.
      if (before === undefined || plan.frameMs !== before.frameMs) continue
      expect(plan.bitrate).toBeGreaterThanOrEqual(before.bitrate)
      const step = costOf(before) * RATE_CONFIG.increase + RATE_CONFIG.bitrateStep
      expect(plan.bitrate - before.bitrate).toBeLessThanOrEqual(step)
    }
    expect(plans.at(-1)).toMatchObject({ bitrate: 64_000, frameMs: 20 })
  })

  it('on the way to the host shows in the round trip where listeners tell nothing', () => {
    const bench = new Bench({ profile: 'internet' })
    bench.run(5, { listeners: 0, rttMs: 30 })
    const plan = bench.after(3, { listeners: 0, rttMs: 230, uplinkLoss: 0.3, sentBps: 88_000 })
    expect(costOf(plan)).toBeLessThan(60_000)
  })

  it('is forgotten with its path', () => {
    const bench = new Bench({ profile: 'internet' })
    bench.run(3, { loss: 0.3, delayMs: 200, sentBps: 88_000 })
    bench.rate.changePath()
    expect(bench.rate.plan().bitrate).toBe(64_000)
  })
})

test('pauses are left out where bytes count, and only if they may be', () => {
  expect(new Bench({ profile: 'internet', sparing: 'far' }).after(1).dtx).toBe(true)
  expect(new Bench({ profile: 'internet' }).after(1).dtx).toBe(false)
  expect(new Bench({ profile: 'lan', sparing: 'far' }).after(1).dtx).toBe(false)
  expect(new Bench({ profile: 'lan', sparing: 'always' }).after(1).dtx).toBe(true)
  const auto = new Bench({ sparing: 'far' })
  expect([auto.after(1).dtx, auto.after(40, { rttMs: 30 }).dtx]).toEqual([false, true])
})

test('the plan is the same object while nothing changes', () => {
  const bench = new Bench()
  const [, second, third] = bench.run(3)
  expect(third).toBe(second)
})

const share = fc.double({ min: 0, max: 1, noNaN: true })
const anyReport: fc.Arbitrary<SendReport> = fc.record({
  rttMs: fc.double({ min: 0, max: 5_000, noNaN: true }),
  uplinkLoss: fc.option(share),
  listeners: fc.nat(65_535),
  loss: share,
  jitterMs: fc.double({ min: 0, max: 6_553, noNaN: true }),
  delayMs: fc.double({ min: 0, max: 6_553, noNaN: true }),
  sentBps: fc.double({ min: 0, max: 1e7, noNaN: true }),
})
const anyOptions: fc.Arbitrary<RateOptions> = fc.record({
  profile: fc.constantFrom('lan', 'internet', 'auto'),
  frameMs: fc.constantFrom(...FRAME_LENGTHS_MS),
  adaptFrame: fc.boolean(),
  bitrate: fc.integer({ min: 6_000, max: 510_000 }),
  sparing: fc.constantFrom('never', 'far', 'always'),
})

test('whatever is reported, a plan is within its limits and changes no faster than configured', () => {
  fc.assert(
    fc.property(anyOptions, fc.array(anyReport, { minLength: 1, maxLength: 80 }), (options, reports) => {
      const rate = new RateController(options)
      let before = rate.plan()
      let frameMs = -Infinity
      for (const [second, report] of reports.entries()) {
        const nowMs = second * 1_000
        rate.observe(report, nowMs)
        const plan = rate.plan()
        expect(FRAME_LENGTHS_MS).toContain(plan.frameMs)
        expect(plan.bitrate).toBeGreaterThanOrEqual(RATE_CONFIG.bitrateEver)
        expect(plan.bitrate).toBeLessThanOrEqual(options.bitrate)
        expect(plan.expectedLossPercent).toBeLessThanOrEqual(RATE_CONFIG.lossPercentMost)
        const most = options.bitrate + overheadOf(plan.frameMs, 0)
        expect(costOf(plan)).toBeLessThanOrEqual(
          Math.max(most, RATE_CONFIG.bitrateEver + overheadOf(plan.frameMs, 0)),
        )
        if (!options.adaptFrame) expect(plan.frameMs).toBe(options.frameMs)
        if (plan.frameMs < before.frameMs)
          expect(nowMs - frameMs).toBeGreaterThanOrEqual(RATE_CONFIG.frameHoldMs)
        if (plan.frameMs !== before.frameMs) frameMs = nowMs
        before = plan
      }
    }),
  )
})
