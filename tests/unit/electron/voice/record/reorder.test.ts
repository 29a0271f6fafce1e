import { describe, expect, it } from 'vitest'
import { FLAGS } from '../../../../../electron/voice/packet/header.ts'
import { CopyStore } from '../../../../../electron/voice/packet/redundancy.ts'
import { RECORD_CONFIG } from '../../../../../electron/voice/record/config.ts'
import { Reorder, type RecordedFrame } from '../../../../../electron/voice/record/reorder.ts'
import { headOf } from '../../../../support/spool-builder.ts'
import { seededRandom } from '../../../../support/seeded-random.ts'

const FRAME = 960
/** Some 20 ms of CELT; the last byte tells one from another. */
function packetOf(sequence: number): Uint8Array {
  return Uint8Array.of(0xf8, 1, sequence & 0xff)
}

function give(reorder: Reorder, sequence: number): RecordedFrame[] {
  return reorder.take(headOf({ sequence, level: 30 }), sequence * FRAME, packetOf(sequence))
}

/** A packet with copies of the two before it. */
function giveWithCopies(reorder: Reorder, sequence: number): RecordedFrame[] {
  const copies = new CopyStore()
  for (const age of [2, 1]) {
    copies.room.set(packetOf(sequence - age))
    copies.keep(3, false)
  }
  const payload = new Uint8Array(100)
  payload.set(packetOf(sequence))
  const length = copies.compose(payload, 3, 2)
  const head = headOf({ sequence, flags: FLAGS.redundancy })
  return reorder.take(head, sequence * FRAME, payload.subarray(0, length))
}

describe('putting packets in order', () => {
  it('gives each back once, in order, after a bounded number of others', () => {
    const reorder = new Reorder()
    const random = seededRandom(4)
    const order = Array.from({ length: 1_000 }, (_, sequence) => ({
      sequence,
      at: sequence + 20 * random.fraction(),
    }))
    order.sort((one, other) => one.at - other.at)
    const given: number[] = []
    for (const { sequence } of order) {
      given.push(...give(reorder, sequence).map((frame) => frame.sequence))
      expect(sequence - given.length).toBeLessThan(2 * RECORD_CONFIG.reorderPackets + 20)
    }
    given.push(...reorder.rest().map((frame) => frame.sequence))
    expect(given).toEqual(order.map(({ sequence }) => sequence).sort((a, b) => a - b))
    expect(reorder.rest()).toEqual([])
  })

  it('takes lost frames from the copies in later packets, and none that came itself', () => {
    const reorder = new Reorder()
    give(reorder, 10)
    giveWithCopies(reorder, 13)
    give(reorder, 12)
    const frames = reorder.rest()
    expect(frames.map(({ sequence, isCopy }) => [sequence, isCopy])).toEqual([
      [10, false],
      [11, true],
      [12, false],
      [13, false],
    ])
    expect(frames.map(({ time }) => time)).toEqual([10, 11, 12, 13].map((sequence) => sequence * FRAME))
    for (const { sequence, packet } of frames) expect(packet).toEqual(packetOf(sequence))
  })

  it('leaves out what comes after its turn, and what is no Opus', () => {
    const reorder = new Reorder()
    give(reorder, 5)
    expect(reorder.rest()).toHaveLength(1)
    give(reorder, 4)
    reorder.take(headOf({ sequence: 6 }), 0, new Uint8Array(0))
    reorder.take(headOf({ sequence: 7, flags: FLAGS.redundancy }), 0, Uint8Array.of(3))
    expect(reorder.rest()).toEqual([])
  })
})
