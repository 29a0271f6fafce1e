import fc from 'fast-check'
import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { takes, type CallTable } from '../../../../electron/contract/call-table.ts'
import { PalabreError } from '../../../../electron/contract/errors.ts'
import { portPair } from '../../../../electron/processes/port.ts'
import { Audience, connect, serve } from '../../../../electron/processes/rpc.ts'

interface Api {
  add(a: number, b: number): Promise<number>
  fail(code: string): Promise<void>
  hidden(): Promise<number>
}
interface Events {
  onValue(value: number): void
}

/** `hidden` is a method of the object that no port may call. */
const CALLS: CallTable<Pick<Api, 'add' | 'fail'>> = {
  add: takes(Type.Number(), Type.Number()),
  fail: takes(Type.String({ maxLength: 10 })),
}

const api: Api = {
  add: (a, b) => Promise.resolve(a + b),
  fail: (code) =>
    Promise.reject(
      code === 'ours' ? new PalabreError('port-in-use', { detail: '7780' }) : new Error('of the library'),
    ),
  hidden: () => Promise.resolve(1),
}

function joined(events: Partial<Events> = {}) {
  const [near, far] = portPair()
  const tell = serve<Pick<Api, 'add' | 'fail'>, Events>(far, api, CALLS)
  return { calls: connect<Api, Events>(near, events), tell, near, far }
}

describe('serve and connect', () => {
  it('answers a call', async () => {
    expect(await joined().calls.add(2, 3)).toBe(5)
  })

  it('carries an error of the catalogue with its detail', async () => {
    const failure = await joined()
      .calls.fail('ours')
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(PalabreError)
    expect((failure as PalabreError).report()).toMatchObject({ code: 'port-in-use', detail: '7780' })
  })

  it('turns any other error into `internal` with its text', async () => {
    const failure = await joined()
      .calls.fail('other')
      .catch((error: unknown) => error)
    expect((failure as PalabreError).report()).toMatchObject({ code: 'internal', detail: 'of the library' })
  })

  it('refuses methods that are not listed, and those of every object', async () => {
    const { calls } = joined()
    const malformed = { code: 'message-malformed' }
    await expect(calls.hidden()).rejects.toMatchObject(malformed)
    const anything = calls as unknown as Record<string, () => Promise<unknown>>
    for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__', 'x'.repeat(1_000)]) {
      await expect(anything[name]?.(), name).rejects.toMatchObject(malformed)
    }
  })

  it('answers a call of another form with `message-malformed`, the place, and nothing of what was given', async () => {
    const { calls } = joined()
    const any = calls as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>
    for (const given of [[], [1], [1, 2, 3], [1, 'secret'], [null, 1], [[1], 2]]) {
      const failure = await any['add']?.(...given).catch((error: unknown) => error)
      const report = (failure as PalabreError).report()
      expect(report).toMatchObject({
        code: 'message-malformed',
        detail: expect.stringMatching(/^add/) as unknown,
      })
      expect(JSON.stringify(report)).not.toContain('secret')
    }
    expect(await calls.add(2, 3)).toBe(5)
  })

  it('closes the port of who sends what is no call and cannot be answered', async () => {
    for (const message of [
      null,
      7,
      'add',
      [],
      {},
      { t: 'q', m: 'add', a: [1, 2], extra: 1 },
      { t: 's', i: 7 },
    ]) {
      const { near } = joined()
      const closed = new Promise<void>((resolve) => {
        near.onClose(resolve)
      })
      near.post(message)
      await closed
    }
  })

  it('answers or closes, and never throws, whatever comes', async () => {
    const method = fc.oneof(fc.constantFrom('add', 'fail', 'hidden', '__proto__'), fc.jsonValue())
    const callLike = fc.record(
      {
        t: fc.oneof(fc.constantFrom('q', 's'), fc.jsonValue()),
        m: method,
        a: fc.oneof(fc.array(fc.jsonValue()), fc.jsonValue()),
        i: fc.oneof(fc.string(), fc.jsonValue()),
        o: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(fc.oneof(callLike, fc.jsonValue()), async (message) => {
        const { near, calls } = joined()
        near.post(message)
        const went = await calls.add(1, 2).catch((error: unknown) => error)
        expect(went === 3 || (went instanceof PalabreError && went.code === 'service-stopped')).toBe(true)
      }),
    )
  })

  it('brings events, and lets unknown ones pass', async () => {
    const seen: number[] = []
    const { tell, calls } = joined({ onValue: (value) => seen.push(value) })
    tell.onValue(7)
    ;(tell as unknown as { onOther(): void }).onOther()
    await calls.add(0, 0)
    expect(seen).toEqual([7])
  })

  it('fails waiting calls when the other side closes', async () => {
    const [near] = portPair()
    const calls = connect<Api, Events>(near, {})
    const waiting = calls.add(1, 1)
    await Promise.resolve()
    near.close()
    await expect(waiting).rejects.toMatchObject({ code: 'service-stopped' })
  })
})

describe('Audience', () => {
  it('tells everybody who is there, and nobody who has left', async () => {
    const audience = new Audience<Events>()
    const seen: string[] = []
    const guests = ['a', 'b'].map((name) => {
      const [near, far] = portPair()
      audience.add<Pick<Api, 'add' | 'fail'>>(far, api, CALLS)
      const calls = connect<Api, Events>(near, {
        onValue: (value) => seen.push(`${name}${String(value)}`),
      })
      return { near, calls }
    })
    audience.tell.onValue(1)
    await guests[1]?.calls.add(0, 0)
    guests[0]?.near.close()
    await Promise.resolve()
    await Promise.resolve()
    audience.tell.onValue(2)
    await guests[1]?.calls.add(0, 0)
    expect(seen).toEqual(['a1', 'b1', 'b2'])
  })
})
