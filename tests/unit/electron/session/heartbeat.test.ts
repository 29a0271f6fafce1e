import { describe, expect, it } from 'vitest'
import { Heartbeat } from '../../../../electron/session/heartbeat.ts'
import { FakeClock } from '../../../support/fake-clock.ts'

function setUp() {
  const clock = new FakeClock()
  const seen = { pings: 0, deaths: 0 }
  const heartbeat = new Heartbeat({
    clock,
    intervalMs: 5_000,
    deadMs: 10_000,
    calmMs: 15_000,
    ping: () => (seen.pings += 1),
    onDead: () => (seen.deaths += 1),
  })
  return { clock, seen, heartbeat }
}

describe('heartbeat', () => {
  it('pings at a steady pace while the other end is heard', () => {
    const { clock, seen, heartbeat } = setUp()
    for (let second = 0; second < 60; second++) {
      clock.advance(1_000)
      heartbeat.heard()
    }
    expect(seen).toEqual({ pings: 12, deaths: 0 })
    heartbeat.stop()
    expect(clock.pending).toBe(0)
  })

  it('says once, exactly ten seconds after the last byte, that the other end is dead', () => {
    const { clock, seen, heartbeat } = setUp()
    clock.advance(7_000)
    heartbeat.heard()
    clock.advance(9_999)
    expect(seen.deaths).toBe(0)
    clock.advance(1)
    expect(seen.deaths).toBe(1)
    clock.advance(60_000)
    expect(seen).toEqual({ pings: 3, deaths: 1 })
    expect(clock.pending).toBe(0)
  })

  it('pings less often while somebody vouches for the other end', () => {
    const { clock, seen, heartbeat } = setUp()
    heartbeat.vouch(true)
    for (let second = 0; second < 60; second++) {
      clock.advance(1_000)
      if (second % 15 === 0) heartbeat.heard()
    }
    expect(seen).toEqual({ pings: 4, deaths: 0 })
  })

  it('finds its own way broken while somebody vouches, five seconds after the ping', () => {
    const { clock, seen, heartbeat } = setUp()
    heartbeat.vouch(true)
    clock.advance(19_999)
    expect(seen).toEqual({ pings: 1, deaths: 0 })
    clock.advance(1)
    expect(seen.deaths).toBe(1)
    expect(clock.pending).toBe(0)
  })

  it('asks at once when nobody vouches any more, and waits five seconds for the answer', () => {
    const { clock, seen, heartbeat } = setUp()
    heartbeat.vouch(true)
    clock.advance(14_000)
    heartbeat.vouch(false)
    clock.advance(0)
    expect(seen).toEqual({ pings: 1, deaths: 0 })
    clock.advance(4_999)
    expect(seen.deaths).toBe(0)
    clock.advance(1)
    expect(seen.deaths).toBe(1)
  })
})
