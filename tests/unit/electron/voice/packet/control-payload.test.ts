import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  BIND_BYTES,
  BindPayload,
  composeBind,
  composePing,
  composePong,
  parseBind,
  parsePing,
  parsePong,
  PING_BYTES,
  PingPayload,
  PongPayload,
} from '../../../../../electron/voice/packet/control-payload.ts'

const count = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const word = fc.integer({ min: 0, max: 2 ** 16 - 1 })
const bytesOf = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length })

describe('control payload', () => {
  it('gives bind and bound back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), bytesOf(16), (state, proof) => {
        const given = new BindPayload()
        given.state = state
        given.proof.set(proof)
        const out = new Uint8Array(100).fill(0xee)
        expect(composeBind(out, given)).toBe(BIND_BYTES)
        const taken = new BindPayload()
        expect(parseBind(out, BIND_BYTES, taken)).toBe(true)
        expect(taken).toEqual(given)
        expect(out[BIND_BYTES]).toBe(0xee)
      }),
    )
  })

  it('gives ping and pong back', () => {
    fc.assert(
      fc.property(bytesOf(8), count, count, count, word, (time, sent, received, lost, loss) => {
        const out = new Uint8Array(PING_BYTES).fill(0xee)
        const ping = Object.assign(new PingPayload(), { sent, received, lost })
        ping.time.set(time)
        expect(composePing(out, ping)).toBe(PING_BYTES)
        const parsedPing = new PingPayload()
        expect(parsePing(out, PING_BYTES, parsedPing)).toBe(true)
        expect(parsedPing).toEqual(ping)

        const heard = { listeners: loss ^ 1, loss, jitter: loss ^ 2, delay: loss ^ 3 }
        const pong = Object.assign(new PongPayload(), { received, forwarded: sent, ...heard })
        pong.time.set(time)
        expect(composePong(out, pong)).toBe(PING_BYTES)
        const parsedPong = new PongPayload()
        expect(parsePong(out, PING_BYTES, parsedPong)).toBe(true)
        expect(parsedPong).toEqual(pong)
      }),
    )
  })

  it('takes no other length', () => {
    const bytes = new Uint8Array(64)
    for (let length = 0; length <= 64; length += 1) {
      expect(parseBind(bytes, length, new BindPayload())).toBe(length === BIND_BYTES)
      expect(parsePing(bytes, length, new PingPayload())).toBe(length === PING_BYTES)
      expect(parsePong(bytes, length, new PongPayload())).toBe(length === PING_BYTES)
    }
  })
})
