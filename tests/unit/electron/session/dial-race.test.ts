import { describe, expect, it } from 'vitest'
import { PalabreError } from '../../../../electron/contract/errors.ts'
import { raceDials } from '../../../../electron/session/dial-race.ts'
import { FakeClock } from '../../../support/fake-clock.ts'

const STAGGER_MS = 250

interface Dial {
  readonly target: string
  readonly at: number
  readonly signal: AbortSignal
  readonly answer: PromiseWithResolvers<string>
}

function setUp(...sources: (() => Promise<readonly string[]>)[]) {
  const clock = new FakeClock()
  const dials: Dial[] = []
  const discarded: string[] = []
  const abort = new AbortController()
  let firstDials = 0
  const winner = raceDials<string, string>({
    sources,
    clock,
    staggerMs: STAGGER_MS,
    signal: abort.signal,
    dial: (target, signal) => {
      const answer = Promise.withResolvers<string>()
      dials.push({ target, at: clock.nowMs(), signal, answer })
      return answer.promise
    },
    discard: (line) => discarded.push(line),
    onFirstDial: () => (firstDials += 1),
  })
  const outcome = winner.catch((error: unknown) => (error as PalabreError).report())
  const dialled = (target: string): Dial => {
    const found = dials.find((dial) => dial.target === target)
    if (found === undefined) throw new Error(`${target} was not dialled`)
    return found
  }
  return { clock, dials, discarded, abort, outcome, dialled, firstDials: () => firstDials }
}

const known =
  (...targets: string[]) =>
  () =>
    Promise.resolve(targets)
const refused = (detail: string) => new PalabreError('host-unreachable', { detail })

describe('a race of dials', () => {
  it('starts one every 250 ms, and gives up the others when one stands', async () => {
    const { clock, dials, outcome, dialled, discarded, firstDials } = setUp(known('a', 'b', 'c'))
    await clock.advanceAsync(STAGGER_MS)
    expect(dials.map(({ target, at }) => [target, at])).toEqual([
      ['a', 0],
      ['b', STAGGER_MS],
    ])
    dialled('b').answer.resolve('line b')
    expect(await outcome).toBe('line b')
    expect(dialled('a').signal.aborted).toBe(true)
    dialled('a').answer.resolve('line a')
    await clock.advanceAsync(1000)
    expect(discarded).toEqual(['line a'])
    expect(dials).toHaveLength(2)
    expect(clock.pending).toBe(0)
    expect(firstDials()).toBe(1)
  })

  it('goes on at once where a dial fails', async () => {
    const { clock, dials, dialled } = setUp(known('a', 'b'))
    await clock.advanceAsync(10)
    dialled('a').answer.reject(refused('a'))
    await clock.advanceAsync(0)
    expect(dials.at(-1)).toMatchObject({ target: 'b', at: 10 })
  })

  it('does not wait for a name that is slow', async () => {
    const slow = Promise.withResolvers<readonly string[]>()
    const { clock, dials, outcome, dialled } = setUp(() => slow.promise, known('b'))
    await clock.advanceAsync(0)
    expect(dials.map(({ target }) => target)).toEqual(['b'])
    dialled('b').answer.reject(refused('b'))
    await clock.advanceAsync(0)
    slow.resolve(['a'])
    await clock.advanceAsync(0)
    dialled('a').answer.resolve('line a')
    expect(await outcome).toBe('line a')
  })

  it('tells every failure where all fail', async () => {
    const { clock, outcome, dialled } = setUp(known('a', 'b'), () => Promise.reject(refused('no such name')))
    await clock.advanceAsync(STAGGER_MS)
    dialled('b').answer.reject(refused('b: refused'))
    dialled('a').answer.reject(refused('a: timeout'))
    expect(await outcome).toMatchObject({
      code: 'host-unreachable',
      detail: 'no such name; b: refused; a: timeout',
    })
    expect(clock.pending).toBe(0)
  })

  it('puts a wrong key before every other failure', async () => {
    const { clock, outcome, dialled } = setUp(known('a', 'b'))
    await clock.advanceAsync(STAGGER_MS)
    dialled('a').answer.reject(new PalabreError('host-key-changed', { detail: 'a' }))
    dialled('b').answer.reject(refused('b'))
    expect(await outcome).toMatchObject({ code: 'host-key-changed' })
  })

  it('lets an address with the right key win after a wrong one', async () => {
    const { clock, outcome, dialled } = setUp(known('a', 'b'))
    await clock.advanceAsync(0)
    dialled('a').answer.reject(new PalabreError('host-key-changed'))
    await clock.advanceAsync(0)
    dialled('b').answer.resolve('line b')
    expect(await outcome).toBe('line b')
  })

  it('ends when it is given up, and when there is nothing to dial', async () => {
    const { clock, abort, outcome, dialled } = setUp(known('a'))
    await clock.advanceAsync(0)
    abort.abort()
    expect(await outcome).toMatchObject({ code: 'host-unreachable', detail: 'given up' })
    expect(dialled('a').signal.aborted).toBe(true)
    expect(clock.pending).toBe(0)
    expect(await setUp(known()).outcome).toMatchObject({ detail: 'no address' })
    expect(await setUp().outcome).toMatchObject({ detail: 'no address' })
  })
})
