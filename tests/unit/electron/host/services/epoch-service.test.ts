import { beforeEach, describe, expect, it } from 'vitest'
import { EpochService, type EpochKey } from '../../../../../electron/host/services/epoch-service.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { seededRandom } from '../../../../support/seeded-random.ts'

const LOBBY = 1
const GAMES = 2
let clock: FakeClock
let published: EpochKey[]
let empty: Set<number>
let epochs: EpochService

beforeEach(() => {
  clock = new FakeClock()
  published = []
  empty = new Set()
  epochs = new EpochService({
    clock,
    random: seededRandom(1),
    windowMs: 250,
    occupied: (scope) => !empty.has(scope),
    publish: (key) => published.push(key),
  })
})

const numbers = (): number[] => published.map(({ epoch }) => epoch)

describe('EpochService', () => {
  it('acts at once on the first change', () => {
    expect(epochs.changed(LOBBY)).toBe(true)
    expect(epochs.current(LOBBY)).toBe(published[0])
  })

  it('lets the changes of a window share one key at its end', () => {
    epochs.changed(LOBBY)
    clock.advance(100)
    expect([epochs.changed(LOBBY), epochs.changed(LOBBY)]).toEqual([false, false])
    clock.advance(149)
    expect(numbers()).toEqual([0])
    clock.advance(1)
    expect(numbers()).toEqual([0, 1])
    clock.advance(10_000)
    expect([numbers(), clock.pending]).toEqual([[0, 1], 0])
  })

  it('forgets a scope with what it still had to do, and counts it anew', () => {
    epochs.changed(LOBBY)
    epochs.changed(LOBBY)
    epochs.forget(LOBBY)
    expect(clock.pending).toBe(0)
    expect([epochs.changed(LOBBY), numbers()]).toEqual([true, [0, 0]])
  })

  it('acts at once again after the window', () => {
    epochs.changed(LOBBY)
    clock.advance(250)
    expect(epochs.changed(LOBBY)).toBe(true)
    expect(numbers()).toEqual([0, 1])
  })

  it('keeps channels apart', () => {
    epochs.changed(LOBBY)
    expect(epochs.changed(GAMES)).toBe(true)
    expect(published.map(({ scope }) => scope)).toEqual([LOBBY, GAMES])
  })

  it('never draws a secret twice', () => {
    for (let count = 0; count < 300; count++) {
      epochs.changed(LOBBY)
      clock.advance(250)
    }
    expect(new Set(published.map(({ secret }) => secret.join())).size).toBe(300)
    expect(numbers().slice(254, 258)).toEqual([254, 255, 0, 1])
  })

  it('draws nothing for an empty channel, and a fresh key at once for who comes next', () => {
    epochs.changed(LOBBY)
    empty.add(LOBBY)
    expect(epochs.changed(LOBBY)).toBe(false)
    clock.advance(10)
    expect([numbers(), clock.pending]).toEqual([[0], 0])
    empty.delete(LOBBY)
    expect(epochs.changed(LOBBY)).toBe(true)
    expect(numbers()).toEqual([0, 1])
  })

  it('forgets a waiting key when the channel empties', () => {
    epochs.changed(LOBBY)
    epochs.changed(LOBBY)
    empty.add(LOBBY)
    epochs.changed(LOBBY)
    clock.advance(1_000)
    expect([numbers(), clock.pending]).toEqual([[0], 0])
  })

  it('renews all occupied channels for a new media worker', () => {
    epochs.changed(LOBBY)
    epochs.changed(GAMES)
    empty.add(GAMES)
    epochs.renewAll()
    expect(published.map(({ scope, epoch }) => [scope, epoch])).toEqual([
      [LOBBY, 0],
      [GAMES, 0],
      [LOBBY, 1],
    ])
  })

  it('leaves no timer behind', () => {
    epochs.changed(LOBBY)
    epochs.changed(LOBBY)
    epochs.close()
    expect(clock.pending).toBe(0)
  })
})
