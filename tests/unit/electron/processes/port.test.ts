import { describe, expect, it } from 'vitest'
import { PortBundle, portPair, webSocketPort, type Port } from '../../../../electron/processes/port.ts'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Two bundles joined in memory, as a process and its child are. */
function bundles(): [PortBundle, PortBundle] {
  const near: PortBundle = new PortBundle((message) => {
    far.received(structuredClone(message))
  })
  const far: PortBundle = new PortBundle((message) => {
    near.received(structuredClone(message))
  })
  return [near, far]
}

describe('portPair', () => {
  it('keeps messages that come before the first listener, in order', async () => {
    const [near, far] = portPair()
    near.post(1)
    near.post({ two: 2 })
    await turn()
    const seen: unknown[] = []
    far.onMessage((message) => seen.push(message))
    expect(seen).toEqual([1, { two: 2 }])
  })

  it('tells both sides of a close, once, and late listeners too', async () => {
    const [near, far] = portPair()
    let closes = 0
    near.onClose(() => closes++)
    far.onClose(() => closes++)
    near.close()
    far.close()
    await turn()
    near.onClose(() => closes++)
    await turn()
    expect(closes).toBe(3)
  })

  it('drops what is posted after the close', async () => {
    const [near, far] = portPair()
    const seen: unknown[] = []
    far.onMessage((message) => seen.push(message))
    near.close()
    near.post(1)
    await turn()
    expect(seen).toEqual([])
  })
})

describe('PortBundle', () => {
  it('carries several ports over one line without mixing them', () => {
    const [near, far] = bundles()
    const opened: Port[] = []
    far.onPort((port) => opened.push(port))
    const [a, b] = [near.open(), near.open()]
    const seen: unknown[] = []
    opened[0]?.onMessage((message) => seen.push(['a', message]))
    opened[1]?.onMessage((message) => seen.push(['b', message]))
    b.post(2)
    a.post(1)
    expect(seen).toEqual([
      ['b', 2],
      ['a', 1],
    ])
  })

  it('closes one port alone, and all when the line is gone', () => {
    const [near, far] = bundles()
    const closed: string[] = []
    far.onPort((port) => {
      port.onClose(() => closed.push('far'))
    })
    const a = near.open()
    const b = near.open()
    b.onClose(() => closed.push('b'))
    a.close()
    expect(closed).toEqual(['far'])
    near.closed()
    expect(closed).toEqual(['far', 'b'])
  })

  it('leaves foreign messages alone', () => {
    const [near] = bundles()
    for (const message of [null, 1, 'x', {}, { port: 9, kind: 'data' }, { port: 9, kind: 'close' }]) {
      near.received(message)
    }
    expect(() => near.open()).not.toThrow()
  })
})

describe('webSocketPort', () => {
  it('closes on a frame that is not JSON text', () => {
    const listeners = new Map<string, (...args: never[]) => void>()
    let closed = false
    const port = webSocketPort({
      send: () => {},
      close: () => {
        closed = true
      },
      on: (event: string, listener: (...args: never[]) => void) => listeners.set(event, listener),
    })
    const seen: unknown[] = []
    port.onMessage((message) => seen.push(message))
    const message = listeners.get('message') as (data: Buffer, binary: boolean) => void
    message(Buffer.from('{"a":1}'), false)
    expect(closed).toBe(false)
    message(Buffer.from('{"a":'), false)
    expect(closed).toBe(true)
    expect(seen).toEqual([{ a: 1 }])
  })
})
