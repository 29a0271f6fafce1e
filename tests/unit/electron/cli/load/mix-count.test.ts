import { describe, expect, it } from 'vitest'
import { MixCount } from '../../../../../electron/cli/load/mix-count.ts'

const ROOM = 7

describe('frames of a mix', () => {
  it('are those of every silent listener between the beginning and the end of the count', () => {
    const count = new MixCount()
    for (const sequence of [4, 4, 5]) count.deliver(ROOM, sequence, 0)
    count.begin()
    // The rest of one that came before is not counted.
    count.deliver(ROOM, 5, 0)
    for (const sequence of [6, 6, 7, 8]) count.deliver(ROOM, sequence, sequence * 20)
    count.end()
    count.deliver(ROOM, 7, 140)
    count.deliver(ROOM, 8, 170)
    count.deliver(ROOM, 9, 180)
    expect(count.sums(() => 2)).toEqual({ offered: 6, delivered: 6 })
    expect(count.sums(() => 3)).toEqual({ offered: 9, delivered: 6 })
    expect(count.later.total).toBe(6)
    expect(count.later.at(1)).toBeCloseTo(10.1, 5)
    expect([count.has(ROOM), count.has(1)]).toEqual([true, false])
  })

  it('that are missing at all listeners are lost to all of them', () => {
    const count = new MixCount()
    count.begin()
    for (const sequence of [0, 3]) count.deliver(ROOM, sequence, 0)
    expect(count.sums(() => 1)).toEqual({ offered: 4, delivered: 2 })
  })

  it('of a talker are lost where numbers are missing within a spurt, and in no other place', () => {
    const count = new MixCount()
    count.deliverOwn(1, 3, true)
    count.begin()
    count.deliverOwn(1, 4, false)
    count.deliverOwn(1, 7, false)
    count.deliverOwn(1, 20, true)
    count.deliverOwn(2, 20, false)
    count.deliverOwn(2, 22, false)
    count.deliverOwn(2, 21, false)
    count.end()
    count.deliverOwn(2, 99, false)
    expect(count.sums(() => 0)).toEqual({ offered: 8, delivered: 6 })
  })
})
