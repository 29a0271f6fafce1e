import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MOST_PAYLOAD_BYTES } from '../../../../../electron/voice/packet/header.ts'
import {
  CopyStore,
  MOST_COPY_BYTES,
  RedundantBlocks,
} from '../../../../../electron/voice/packet/redundancy.ts'
import { bytesPerCall } from '../../../../support/heap.ts'

/** Keeps a frame as the encoder of copies would write it. */
function keep(store: CopyStore, bytes: ArrayLike<number>, beginsSpurt = false): void {
  store.room.set(bytes)
  store.keep(bytes.length, beginsSpurt)
}

/** What a receiver finds: copies from the newest to the oldest, then the newest frame. */
function read(
  payload: Uint8Array,
  length: number,
): { copies: number[][]; newest: number[]; begins: boolean } {
  const blocks = new RedundantBlocks()
  expect(blocks.parse(payload, length)).toBe(true)
  const cut = (start: number, size: number) => Array.from(payload.subarray(start, start + size))
  const copies = Array.from({ length: blocks.count }, (_, index) =>
    cut(blocks.startOf(index + 1), blocks.lengthOf(index + 1)),
  )
  return { copies, newest: cut(blocks.newestAt, blocks.newestLength), begins: blocks.beginsSpurt }
}

const frame = fc.uint8Array({ minLength: 1, maxLength: MOST_COPY_BYTES })

describe('copies of earlier frames', () => {
  test('come out as they went in, whatever their lengths', () => {
    const newest = fc.uint8Array({ minLength: 1, maxLength: 600 })
    const payload = new Uint8Array(MOST_PAYLOAD_BYTES)
    fc.assert(
      fc.property(
        fc.array(frame, { minLength: 1, maxLength: 5 }),
        newest,
        fc.nat(1),
        (frames, last, less) => {
          const store = new CopyStore()
          for (const [index, bytes] of frames.entries()) keep(store, bytes, index === 0)
          payload.set(last)
          const found = read(payload, store.compose(payload, last.length, 1 + less))
          const expected = frames.slice(-1 - less).toReversed()
          expect(found.copies).toEqual(expected.map((bytes) => Array.from(bytes)))
          expect(found.newest).toEqual(Array.from(last))
          expect(found.begins).toBe(expected.length === frames.length)
        },
      ),
    )
  })

  test('give way where the newest frame needs the room', () => {
    const store = new CopyStore()
    const payload = new Uint8Array(MOST_PAYLOAD_BYTES)
    for (const value of [1, 2]) keep(store, new Uint8Array(200).fill(value))
    const counts = [765, 766, 966, 967, MOST_PAYLOAD_BYTES].map((newest) => {
      const length = store.compose(payload, newest, 2)
      expect(length).toBeLessThanOrEqual(MOST_PAYLOAD_BYTES)
      return length === newest ? 0 : read(payload, length).copies.length
    })
    expect(counts).toEqual([2, 1, 1, 0, 0])
  })

  test('are of one spurt, and in a row', () => {
    const store = new CopyStore()
    keep(store, [1])
    keep(store, [2])
    keep(store, [3], true)
    expect(store.count).toBe(1)
    keep(store, [])
    expect(store.count).toBe(0)
    const payload = Uint8Array.of(9, 0, 0, 0)
    expect(store.compose(payload, 1, 2)).toBe(1)
    expect(payload[0]).toBe(9)
  })

  test('need no memory of their own per frame', () => {
    const store = new CopyStore()
    const blocks = new RedundantBlocks()
    const payload = new Uint8Array(MOST_PAYLOAD_BYTES)
    const turn = () => {
      store.keep(60, false)
      blocks.parse(payload, store.compose(payload, 100, 2))
    }
    expect(bytesPerCall(turn, 20_000)).toBeLessThan(2)
  })
})

describe('bytes that are not of this form', () => {
  test('a payload cut anywhere is refused, or is one with a shorter newest frame', () => {
    const store = new CopyStore()
    const payload = new Uint8Array(MOST_PAYLOAD_BYTES)
    keep(store, [1, 2, 3], true)
    keep(store, [4, 5])
    payload.set([6, 7, 8, 9])
    const length = store.compose(payload, 4, 2)
    expect(length).toBe(1 + 2 + 3 + 2 + 4)
    for (let cut = 0; cut <= length; cut += 1) {
      const blocks = new RedundantBlocks()
      expect(blocks.parse(payload.slice(0, cut), cut)).toBe(cut > 8)
      if (cut > 8) expect(blocks.newestLength).toBe(cut - 8)
    }
  })

  test.each([
    ['no copy at all', [0, 1, 1]],
    ['three copies', [3, 1, 1, 1, 1, 1, 1, 1]],
    ['an empty copy', [1, 0, 7, 7]],
    ['no newest frame', [1, 2, 7, 7]],
    ['a copy longer than the packet', [1, 200, 7, 7]],
  ])('%s', (_, bytes) => {
    const blocks = new RedundantBlocks()
    expect(blocks.parse(Uint8Array.from(bytes), bytes.length)).toBe(false)
    expect(blocks.count).toBe(0)
  })

  test('never tell of what lies beyond the payload', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const blocks = new RedundantBlocks()
        if (!blocks.parse(bytes, bytes.length)) return
        for (let age = 1; age <= blocks.count; age += 1) {
          expect(blocks.lengthOf(age)).toBeGreaterThan(0)
          expect(blocks.startOf(age) + blocks.lengthOf(age)).toBeLessThanOrEqual(blocks.newestAt)
        }
        expect(blocks.newestAt + blocks.newestLength).toBe(bytes.length)
        expect(blocks.newestLength).toBeGreaterThan(0)
      }),
    )
  })
})
