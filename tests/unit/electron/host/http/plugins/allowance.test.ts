import { expect, it } from 'vitest'
import { WindowCounts } from '../../../../../../electron/host/http/plugins/allowance.ts'
import { FakeClock } from '../../../../../support/fake-clock.ts'

const WINDOW_MS = 1_000

function counts(most: number) {
  const clock = new FakeClock()
  const store = new WindowCounts(clock, most)
  const ask = (key: string): { current: number; ttl: number } | undefined => {
    let told
    store.incr(
      key,
      (_error, result) => {
        told = result
      },
      WINDOW_MS,
    )
    return told
  }
  return { clock, store, ask }
}

it('counts each caller in its own window, which ends', () => {
  const { clock, ask } = counts(10)
  expect([ask('a'), ask('a'), ask('b')]).toEqual([
    { current: 1, ttl: 1_000 },
    { current: 2, ttl: 1_000 },
    { current: 1, ttl: 1_000 },
  ])
  clock.advance(400)
  expect(ask('a')).toEqual({ current: 3, ttl: 600 })
  clock.advance(600)
  expect(ask('a')).toEqual({ current: 1, ttl: 1_000 })
})

it('remembers no more than it may: who asked last stays', () => {
  const { store, ask } = counts(3)
  for (const key of ['a', 'b', 'c', 'a', 'd']) ask(key)
  expect(store.size).toBe(3)
  expect([ask('a')?.current, ask('b')?.current]).toEqual([3, 1])
})
