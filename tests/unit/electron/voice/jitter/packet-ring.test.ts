import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PacketHeader } from '../../../../../electron/voice/packet/header.ts'
import { PacketRing, TakenPacket } from '../../../../../electron/voice/jitter/packet-ring.ts'
import { WRAP_POINTS } from '../../../../support/wrap-points.ts'

function header(sequence: number): PacketHeader {
  const made = new PacketHeader()
  made.sequence = sequence >>> 0
  made.timestamp = (sequence * 480) >>> 0
  made.frameCode = 2
  return made
}

const bytesOf = (sequence: number) =>
  Uint8Array.of(sequence, sequence >>> 8, sequence >>> 16, sequence >>> 24)

function put(ring: PacketRing, sequence: number): string {
  return ring.insert(header(sequence), 1, bytesOf(sequence >>> 0))
}

describe.each(WRAP_POINTS)('a ring whose head is %i', (start) => {
  const ring = new PacketRing(8)
  const taken = new TakenPacket()

  test('gives back in order what came in disorder', () => {
    ring.reset(start)
    for (const ahead of [3, 0, 2, 1]) expect(put(ring, start + ahead)).toBe('fresh')
    for (let ahead = 0; ahead < 4; ahead += 1) {
      expect(ring.take(taken)).toBe(true)
      expect(taken.sequence).toBe((start + ahead) >>> 0)
      expect(taken.timestamp).toBe((((start + ahead) >>> 0) * 480) >>> 0)
      expect([...taken.payload]).toEqual([...bytesOf((start + ahead) >>> 0)])
    }
    expect(ring.take(taken)).toBe(false)
    expect(ring.head).toBe((start + 4) >>> 0)
  })

  test('names duplicates, late ones, and ones beyond its reach', () => {
    ring.reset(start)
    expect(put(ring, start + 7)).toBe('fresh')
    expect(put(ring, start + 7)).toBe('duplicate')
    expect(put(ring, start + 8)).toBe('overflow')
    expect(put(ring, start - 1)).toBe('late')
    expect([ring.count, ring.span, ring.firstAhead()]).toEqual([1, 8, 7])
  })

  test('skips holes and packets alike', () => {
    ring.reset(start)
    put(ring, start + 1)
    ring.skip()
    expect([ring.count, ring.span, ring.has(0)]).toEqual([1, 1, true])
    ring.skip()
    ring.skip()
    expect([ring.count, ring.span, ring.head]).toEqual([0, 0, (start + 3) >>> 0])
  })

  test('moves its head back while all fits', () => {
    ring.reset(start)
    put(ring, start)
    expect(ring.rewind(start - 7)).toBe(true)
    expect([ring.head, ring.span, ring.firstAhead()]).toEqual([(start - 7) >>> 0, 8, 7])
    expect(ring.rewind(start - 8)).toBe(false)
    expect(ring.rewind(start + 1)).toBe(false)
  })
})

test('a used packet object is filled anew, shorter payloads too', () => {
  const ring = new PacketRing(4)
  const taken = new TakenPacket()
  ring.insert(header(0), 1, new Uint8Array(100).fill(7))
  ring.insert(header(1), 2, new Uint8Array(3).fill(9))
  ring.take(taken)
  expect(taken.payload).toHaveLength(100)
  ring.take(taken)
  expect([...taken.payload]).toEqual([9, 9, 9])
  expect(taken.arrivalMs).toBe(2)
})

test('only powers of two are capacities', () => {
  expect(() => new PacketRing(10)).toThrow(RangeError)
  expect(() => new PacketRing(1)).toThrow(RangeError)
})

test('behaves as a map of the window, whatever happens', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('put' as const), by: fc.integer({ min: -4, max: 20 }) }),
    fc.record({ do: fc.constant('take' as const) }),
    fc.record({ do: fc.constant('skip' as const) }),
  )
  fc.assert(
    fc.property(fc.constantFrom(...WRAP_POINTS), fc.array(step, { maxLength: 200 }), (start, steps) => {
      const ring = new PacketRing(16)
      const taken = new TakenPacket()
      const model = new Set<number>()
      let head = start
      ring.reset(start)
      for (const one of steps) {
        if (one.do === 'put') {
          const number = head + one.by
          const expected =
            one.by < 0 ? 'late' : one.by >= 16 ? 'overflow' : model.has(number) ? 'duplicate' : 'fresh'
          expect(put(ring, number)).toBe(expected)
          if (expected === 'fresh') model.add(number)
        } else if (one.do === 'take') {
          const there = model.delete(head)
          expect(ring.take(taken)).toBe(there)
          if (there) expect([...taken.payload]).toEqual([...bytesOf(head >>> 0)])
          if (there) head += 1
        } else {
          model.delete(head)
          ring.skip()
          head += 1
        }
        expect(ring.count).toBe(model.size)
        expect(ring.span).toBe(model.size === 0 ? ring.span : Math.max(...model) - head + 1)
        expect(ring.head).toBe(head >>> 0)
      }
    }),
  )
})
