import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SourceIds } from '../../../../../electron/host/services/source-ids.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'

const REST_MS = 8_000

describe('SourceIds', () => {
  it('rotates over the end, never giving 0', () => {
    const ids = new SourceIds({ clock: new FakeClock(), restMs: REST_MS, first: 0xfffe })
    expect([ids.take(), ids.take(), ids.take()]).toEqual([0xfffe, 0xffff, 1])
  })

  it('lets an id rest as long as packets under it may still be taken', () => {
    const clock = new FakeClock()
    const ids = new SourceIds({ clock, restMs: REST_MS })
    for (let count = 1; count <= 0xffff; count++) ids.take()
    expect(ids.take()).toBeUndefined()
    ids.give(5)
    clock.advance(REST_MS - 1)
    expect(ids.take()).toBeUndefined()
    clock.advance(1)
    expect(ids.take()).toBe(5)
  })

  it('is loud about an id that was not in use', () => {
    const ids = new SourceIds({ clock: new FakeClock(), restMs: REST_MS })
    expect(() => {
      ids.give(3)
    }).toThrow('3')
  })

  it('never has an id in two hands, nor in new hands before its rest is over', () => {
    const step = fc.oneof(fc.constant('take' as const), fc.constant('give' as const), fc.nat(5_000))
    fc.assert(
      fc.property(
        fc.integer({ min: 0xfff0, max: 0xffff }),
        fc.array(step, { maxLength: 200 }),
        (first, steps) => {
          const clock = new FakeClock()
          const ids = new SourceIds({ clock, restMs: REST_MS, first })
          const held: number[] = []
          const givenAt = new Map<number, number>()
          for (const each of steps) {
            if (each === 'take') {
              const id = ids.take() ?? 0
              expect(held).not.toContain(id)
              expect(clock.nowMs() - (givenAt.get(id) ?? -REST_MS)).toBeGreaterThanOrEqual(REST_MS)
              held.push(id)
            } else if (each === 'give') {
              const id = held.shift()
              if (id === undefined) continue
              ids.give(id)
              givenAt.set(id, clock.nowMs())
            } else clock.advance(each)
          }
        },
      ),
    )
  })
})
