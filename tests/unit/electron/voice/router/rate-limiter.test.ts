import { describe, expect, it } from 'vitest'
import { ROUTER_CONFIG } from '../../../../../electron/voice/router/config.ts'
import { CapLimiter, Excess, RateLimiter } from '../../../../../electron/voice/router/rate-limiter.ts'

const CONFIG = {
  ...ROUTER_CONFIG,
  packetsPerSecond: 100,
  packetBurst: 10,
  bytesPerSecond: 1000,
  byteBurst: 500,
}

function charges(limiter: RateLimiter, count: number, bytes: number, nowMs: number): number {
  let taken = 0
  for (let index = 0; index < count; index += 1) if (limiter.charge(bytes, nowMs)) taken += 1
  return taken
}

describe('rate limiter', () => {
  it('gives the burst at once and then the rate', () => {
    const limiter = new RateLimiter(CONFIG, 0)
    expect(charges(limiter, 20, 1, 0)).toBe(10)
    expect(charges(limiter, 20, 1, 9.9)).toBe(0)
    expect(charges(limiter, 20, 1, 50)).toBe(5)
    expect(charges(limiter, 20, 1, 10_000)).toBe(10)
  })

  it('counts bytes as well, and takes nothing where either lacks', () => {
    const limiter = new RateLimiter(CONFIG, 0)
    expect(charges(limiter, 5, 200, 0)).toBe(2)
    expect(charges(limiter, 5, 100, 0)).toBe(1)
    expect(charges(limiter, 5, 100, 100)).toBe(1)
  })

  it('does not mind a clock that stands or goes back', () => {
    const limiter = new RateLimiter(CONFIG, 100)
    expect(charges(limiter, 20, 1, 50)).toBe(10)
    expect(charges(limiter, 20, 1, 100)).toBe(0)
  })

  it('lets a talker of the shortest frames through for an hour', () => {
    const limiter = new RateLimiter(ROUTER_CONFIG, 0)
    let taken = 0
    for (let packet = 0; packet < 3600 * 400; packet += 1) if (limiter.charge(140, packet * 2.5)) taken += 1
    expect(taken).toBe(3600 * 400)
  })
})

describe('cap limiter', () => {
  /** Bytes taken of packets of a size every so many ms. */
  function taken(cap: number, bytes: number, everyMs: number, forMs: number): number {
    const limiter = new CapLimiter(ROUTER_CONFIG, 0)
    let sum = 0
    for (let nowMs = 0; nowMs < forMs; nowMs += everyMs) if (limiter.charge(cap, bytes, nowMs)) sum += bytes
    return sum
  }

  it.each([6_000, 24_000, 64_000, 256_000])(
    'takes all of who keeps to %i bits per second, at every frame length',
    (cap) => {
      for (const frameMs of [2.5, 5, 10, 20, 40, 60]) {
        const bytes = Math.floor((cap / 8 / 1000) * frameMs)
        expect(taken(cap, bytes, frameMs, 60_000)).toBe(bytes * Math.ceil(60_000 / frameMs))
      }
    },
  )

  it('holds who sends four times as much to the cap, its tolerance, and one burst', () => {
    const [cap, seconds] = [24_000, 60]
    const most = ((cap * ROUTER_CONFIG.capTolerance) / 8) * (seconds + 1)
    const got = taken(cap, 4 * 30, 10, seconds * 1000)
    // Of each packet some bytes are free.
    expect(got).toBeLessThan(most * 1.05)
    expect(got).toBeGreaterThan(most * 0.9)
  })

  it('knows no cap of 0, and lets a packet of any size through now and then', () => {
    expect(taken(0, 1_000, 1, 100)).toBe(100_000)
    expect(taken(1, 1_168, 10_000, 100_000)).toBe(11_680)
  })
})

describe('excess', () => {
  /** What is told over so many ms of drops this far apart. */
  function told(everyMs: number, forMs: number): [number, string][] {
    const excess = new Excess(ROUTER_CONFIG)
    const all: [number, string][] = []
    for (let nowMs = 0; nowMs <= forMs; nowMs += everyMs) {
      const stage = excess.note(nowMs)
      if (stage !== undefined) all.push([nowMs, stage])
    }
    return all
  }

  it('is told once after a second, and once when it has lasted 10 s', () => {
    expect(told(10, 30_000)).toEqual([
      [1_000, 'first'],
      [10_000, 'most'],
    ])
  })

  it('is nothing where drops are far apart, and begins anew after a calm second', () => {
    expect(told(1_001, 60_000)).toEqual([])
    const excess = new Excess(ROUTER_CONFIG)
    for (let nowMs = 0; nowMs <= 9_990; nowMs += 10) excess.note(nowMs)
    for (let nowMs = 11_000; nowMs <= 11_990; nowMs += 10) expect(excess.note(nowMs)).toBeUndefined()
    expect(excess.note(12_000)).toBe('first')
  })
})
