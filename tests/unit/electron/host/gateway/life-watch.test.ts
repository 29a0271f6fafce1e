import { describe, expect, it } from 'vitest'
import { LifeWatch, type Watched } from '../../../../../electron/host/gateway/life-watch.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'

function setUp() {
  const clock = new FakeClock()
  const watch = new LifeWatch(clock, { silentMs: 5_500, calmMs: 16_500, lookMs: 500, patience: 8 })
  const come = (onPing: (one: { heardMs: number }) => void = () => {}) => {
    const seen = { pings: 0, diedMs: undefined as number | undefined }
    const one: Watched & { heardMs: number; isVouched: boolean } = {
      heardMs: clock.nowMs(),
      isVouched: false,
      ping: () => {
        seen.pings += 1
        onPing(one)
      },
      onDead: () => {
        seen.diedMs = clock.nowMs()
        watch.remove(one)
      },
    }
    watch.add(one)
    return { one, seen }
  }
  return { clock, watch, come }
}

describe('life watch', () => {
  it('asks nobody who is heard anyway', () => {
    const { clock, come } = setUp()
    const { one, seen } = come()
    for (let turn = 0; turn < 20; turn++) {
      clock.advance(5_000)
      one.heardMs = clock.nowMs()
    }
    expect(seen).toEqual({ pings: 0, diedMs: undefined })
  })

  it('asks the silent once, and takes the answer for life', () => {
    const { clock, come } = setUp()
    const { seen } = come((one) => (one.heardMs = clock.nowMs() + 40))
    clock.advance(60_000)
    expect(seen.diedMs).toBeUndefined()
    expect(seen.pings).toBe(10)
  })

  it('gives up who does not answer within 10 s, having asked once', () => {
    const { clock, come } = setUp()
    const silent = come()
    clock.advance(2_300)
    const later = come()
    clock.advance(20_000)
    expect(silent.seen).toEqual({ pings: 1, diedMs: 9_500 })
    expect(later.seen.pings).toBe(1)
    expect(later.seen.diedMs).toBeGreaterThan(2_300 + 9_000)
    expect(later.seen.diedMs).toBeLessThanOrEqual(2_300 + 10_000)
  })

  it('lets who is vouched for be silent for longer, and asks when nobody vouches any more', () => {
    const { clock, come } = setUp()
    const { one, seen } = come()
    one.isVouched = true
    clock.advance(16_000)
    expect(seen.pings).toBe(0)
    one.isVouched = false
    clock.advance(500)
    expect(seen.pings).toBe(1)
    clock.advance(4_000)
    expect(seen.diedMs).toBe(20_500)
  })

  it('takes its own standing still for nobody’s death', () => {
    const { clock, watch, come } = setUp()
    const { one, seen } = come()
    // A minute in which nothing ran: what came meanwhile is read between one look and the next.
    const stood: Watched = { ...one, heardMs: -60_000, ping: () => {}, onDead: () => expect.unreachable() }
    watch.add(stood)
    clock.advance(500)
    expect(seen.diedMs).toBeUndefined()
    watch.remove(stood)
  })

  it('has no timer where nobody is watched', () => {
    const { clock, watch, come } = setUp()
    expect(clock.pending).toBe(0)
    const [first, second] = [come(), come()]
    expect(clock.pending).toBe(1)
    watch.remove(first.one)
    expect(clock.pending).toBe(1)
    watch.remove(second.one)
    watch.remove(second.one)
    expect(clock.pending).toBe(0)
    come()
    expect(clock.pending).toBe(1)
  })
})
