import { describe, expect, it } from 'vitest'
import { ROUTER_CONFIG } from '../../../../../electron/voice/router/config.ts'
import { RateLimiter } from '../../../../../electron/voice/router/rate-limiter.ts'

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
