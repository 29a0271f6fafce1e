import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ByteRingReader,
  ByteRingWriter,
  makeByteRing,
  MOST_RECORD_BYTES,
} from '../../../../electron/base/byte-ring.ts'
import { bytesPerCall } from '../../../support/heap.ts'

const NOTHING = new Uint8Array(0)

function ring(capacity: number): { writer: ByteRingWriter; read: () => Uint8Array | undefined } {
  const memory = makeByteRing(capacity)
  const reader = new ByteRingReader(memory)
  const out = new Uint8Array(MOST_RECORD_BYTES)
  return {
    writer: new ByteRingWriter(memory),
    read: () => {
      const length = reader.read(out)
      return length === undefined ? undefined : out.slice(0, length)
    },
  }
}

describe('a ring of bytes', () => {
  it('gives records back whole and in order, over every place of its end', () => {
    const { writer, read } = ring(64)
    for (let turn = 0; turn < 500; turn += 1) {
      const head = Uint8Array.of(turn, turn >> 8)
      const body = new Uint8Array(turn % 23).fill(turn)
      expect(writer.write(head, 2, body, body.length)).toBe(true)
      expect(read()).toEqual(Uint8Array.of(...head, ...body))
      expect(read()).toBeUndefined()
    }
  })

  it('refuses what has no room, and takes it once there is some', () => {
    const { writer, read } = ring(32)
    const body = new Uint8Array(13).fill(7)
    expect([writer.write(NOTHING, 0, body, 13), writer.write(NOTHING, 0, body, 13)]).toEqual([true, true])
    expect(writer.write(NOTHING, 0, body, 1)).toBe(false)
    expect(read()).toEqual(body)
    expect(writer.write(NOTHING, 0, body, 13)).toBe(true)
  })

  it('holds what a queue would hold', () => {
    const work = fc.array(fc.option(fc.uint8Array({ maxLength: 40 }), { nil: undefined }), { maxLength: 200 })
    fc.assert(
      fc.property(work, (steps) => {
        const { writer, read } = ring(128)
        const queue: Uint8Array[] = []
        for (const body of steps) {
          if (body === undefined) expect(read()).toEqual(queue.shift())
          else if (writer.write(NOTHING, 0, body, body.length)) queue.push(body)
        }
        for (const body of queue) expect(read()).toEqual(body)
      }),
    )
  })

  it('allocates nothing per record', () => {
    const memory = makeByteRing(256)
    const [writer, reader] = [new ByteRingWriter(memory), new ByteRingReader(memory)]
    const body = new Uint8Array(100)
    let read = 0
    const turn = (): void => {
      writer.write(body, 10, body, 90)
      read += reader.read(body) ?? 0
    }
    expect(bytesPerCall(turn, 50_000)).toBeLessThan(1)
    expect(read % 100).toBe(0)
    expect(read).toBeGreaterThan(0)
  })

  it('is a power of two long', () => {
    expect(() => makeByteRing(100)).toThrow(RangeError)
    expect(() => makeByteRing(2 ** 30)).toThrow(RangeError)
  })
})
