import { describe, expect, it } from 'vitest'
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
  const tell = serve<Api, Events>(far, api, ['add', 'fail'])
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
    await expect(calls.hidden()).rejects.toThrow()
    const anything = calls as unknown as Record<string, () => Promise<unknown>>
    for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__']) {
      await expect(anything[name]?.(), name).rejects.toThrow()
    }
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
      audience.add(far, api, ['add'])
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
