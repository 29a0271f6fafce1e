import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Outbox, type OutboxSocket } from '../../../../../electron/host/gateway/outbox.ts'

/** A WebSocket whose system takes a frame when it is told to. */
class SlowSocket implements OutboxSocket {
  readonly frames: { data: string | Uint8Array; fin: boolean }[] = []
  readonly #waiting: { bytes: number; done: () => void }[] = []
  closed: { code: number; reason: string; after: number } | undefined
  bufferedAmount = 0

  send(data: string | Uint8Array, { fin }: { fin: boolean }, done: () => void): void {
    expect(this.closed).toBeUndefined()
    this.frames.push({ data, fin })
    this.#waiting.push({ bytes: data.length, done })
    this.bufferedAmount += data.length
  }

  close(code: number, reason: string): void {
    this.closed = { code, reason, after: this.frames.length }
  }

  /** The oldest frame is with the system; false where there is none. */
  take(): boolean {
    const first = this.#waiting.shift()
    if (first === undefined) return false
    this.bufferedAmount -= first.bytes
    first.done()
    return true
  }

  /** Messages as the other end puts them together. */
  get messages(): (string | Uint8Array)[] {
    const messages: (string | Uint8Array)[] = []
    let begun = ''
    for (const { data, fin } of this.frames) {
      if (typeof data !== 'string') messages.push(data)
      else if (fin) messages.push(begun + data)
      begun = typeof data === 'string' && !fin ? begun + data : ''
    }
    return messages
  }
}

describe('outbox', () => {
  it('sends at once what is short', () => {
    const socket = new SlowSocket()
    const outbox = new Outbox(socket, 100)
    outbox.send('one')
    outbox.send(Uint8Array.of(1, 2))
    expect(socket.frames).toEqual([
      { data: 'one', fin: true },
      { data: Uint8Array.of(1, 2), fin: true },
    ])
    expect(outbox.bytes).toBe(5)
  })

  it('sends a long text in pieces, each after the one before, and what follows after it', () => {
    const socket = new SlowSocket()
    const outbox = new Outbox(socket, 10)
    outbox.send('x'.repeat(25))
    outbox.send('next')
    expect(socket.frames).toHaveLength(1)
    expect(outbox.bytes).toBe(29)
    socket.take()
    expect(socket.frames).toHaveLength(2)
    while (socket.take());
    expect(socket.frames.map(({ data, fin }) => [data.length, fin])).toEqual([
      [10, false],
      [10, false],
      [5, true],
      [4, true],
    ])
    expect(outbox.bytes).toBe(0)
  })

  it('sends a text given in parts as one message', () => {
    const socket = new SlowSocket()
    const outbox = new Outbox(socket, 10)
    outbox.sendParts(['abc', 'defgh', 'i'.repeat(12)])
    outbox.send('next')
    while (socket.take());
    expect(socket.messages).toEqual([`abcdefgh${'i'.repeat(12)}`, 'next'])
    expect(socket.frames.filter(({ fin }) => fin)).toHaveLength(2)
    outbox.sendParts(['alone'])
    expect(socket.frames.at(-1)).toEqual({ data: 'alone', fin: true })
  })

  it('cuts no sign in two', () => {
    const socket = new SlowSocket()
    new Outbox(socket, 4).send('abc👋def')
    while (socket.take());
    expect(socket.frames.map(({ data }) => data)).toEqual(['abc', '👋de', 'f'])
  })

  it('closes after all that waits, and takes nothing more', () => {
    const socket = new SlowSocket()
    const outbox = new Outbox(socket, 10)
    outbox.send('y'.repeat(30))
    outbox.close(4000, 'ended')
    outbox.send('late')
    expect(socket.closed).toBeUndefined()
    while (socket.take());
    expect(socket.closed).toEqual({ code: 4000, reason: 'ended', after: 3 })
    outbox.close(1000, 'again')
    expect(socket.closed).toMatchObject({ code: 4000 })
  })

  it('closes at once where nothing waits', () => {
    const socket = new SlowSocket()
    const outbox = new Outbox(socket, 10)
    outbox.send('short')
    outbox.close(1008, 'why')
    expect(socket.closed).toEqual({ code: 1008, reason: 'why', after: 1 })
  })

  it('keeps order, every sign, and never more than one piece with the system', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 })
    const data = fc.oneof(text, fc.uint8Array({ maxLength: 8 }))
    fc.assert(
      fc.property(fc.array(fc.oneof(data, fc.constant('take' as const)), { maxLength: 40 }), (steps) => {
        const socket = new SlowSocket()
        const outbox = new Outbox(socket, 8)
        const sent: (string | Uint8Array)[] = []
        for (const step of steps) {
          if (step === 'take') socket.take()
          else {
            outbox.send(step)
            sent.push(step)
          }
          expect(socket.bufferedAmount).toBeLessThanOrEqual(8)
        }
        while (socket.take());
        expect(socket.messages).toEqual(sent)
        expect(outbox.bytes).toBe(0)
      }),
    )
  })
})
