import { describe, expect, it } from 'vitest'
import { UplinkCount } from '../../../../../electron/voice/pipeline/uplink-count.ts'

/** Pings at the given times with so many packets sent, and what the pongs say of those the host has. */
function play(...answers: readonly (readonly [timeMs: number, sent: number, received: number])[]): unknown[] {
  const count = new UplinkCount()
  return answers.map(([timeMs, sent, received]) => {
    count.ping(timeMs, sent)
    return count.pong(timeMs, received)
  })
}

describe('loss on the way to the host', () => {
  it('is the share missing since the answer before, whatever was lost earlier', () => {
    expect(play([1, 100, 40], [2, 200, 140], [3, 300, 215], [4, 400, 215])).toEqual([null, 0, 0.25, 1])
  })

  it('is not known of too few packets; those count with the next', () => {
    expect(play([1, 0, 0], [2, 5, 0], [3, 20, 10])).toEqual([null, null, 0.5])
  })

  it('begins anew where the host counts anew, and with another session', () => {
    expect(play([1, 100, 100], [2, 200, 50], [3, 300, 150])).toEqual([null, null, 0])
    const count = new UplinkCount()
    count.ping(1, 100)
    count.pong(1, 100)
    count.ping(2, 200)
    count.reset()
    expect(count.pong(2, 100)).toBeNull()
  })

  it('takes answers to pings it knows, once, in any order', () => {
    const count = new UplinkCount()
    count.ping(1, 0)
    expect(count.pong(1, 0)).toBeNull()
    count.ping(2, 100)
    count.ping(3, 200)
    expect(count.pong(3, 150)).toBe(0.25)
    expect(count.pong(2, 90)).toBeNull()
    expect(count.pong(3, 190)).toBeNull()
    expect(count.pong(77, 190)).toBeNull()
  })

  it('is never negative: packets may overtake a ping', () => {
    expect(play([1, 100, 95], [2, 200, 200])).toEqual([null, 0])
  })
})
