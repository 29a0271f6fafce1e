import { describe, expect, it } from 'vitest'
import { ByteRingReader, makeByteRing, MOST_RECORD_BYTES } from '../../../../../electron/base/byte-ring.ts'
import {
  parseRecorded,
  RECORDED_HEAD_BYTES,
  RecordedHead,
} from '../../../../../electron/voice/packet/recorded-packet.ts'
import { addressOf, RouterBench } from '../../../../support/router-bench.ts'

const [ROOM, OTHER_ROOM, RECORDING] = [1, 2, 77]
const BODY = Uint8Array.of(9, 8, 7)

class RecordedBench extends RouterBench {
  readonly #reader: ByteRingReader

  constructor(capacity = 4096) {
    const memory = makeByteRing(capacity)
    super({}, undefined, memory)
    this.#reader = new ByteRingReader(memory)
    this.channel(ROOM)
    this.channel(OTHER_ROOM)
  }

  recorded(): { source: number; sequence: number; arrivalMs: number; id: number; payload: Uint8Array }[] {
    const out = new Uint8Array(MOST_RECORD_BYTES)
    const found = []
    for (;;) {
      const length = this.#reader.read(out)
      if (length === undefined) return found
      const head = new RecordedHead()
      if (!parseRecorded(out, length, head)) throw new Error('no recorded packet')
      const { source, sequence, arrivalMs, recordingId: id } = head
      found.push({ source, sequence, arrivalMs, id, payload: out.slice(RECORDED_HEAD_BYTES, length) })
    }
  }
}

describe('a recorded channel', () => {
  it('hands its opened voices over, with the time since the recording began, and forwards them as ever', () => {
    const host = new RecordedBench()
    const [alice] = [host.bound(1, ROOM), host.bound(2, ROOM)]
    host.give(addressOf(1), alice.voice(ROOM, 1, {}, BODY))
    expect(host.recorded()).toEqual([])
    host.router.startRecording(ROOM, RECORDING, 500, host.nowMs)
    host.nowMs += 20
    expect(host.give(addressOf(1), alice.voice(ROOM, 1, {}, BODY))).toHaveLength(1)
    expect(host.recorded()).toEqual([
      { source: 1, sequence: 1, arrivalMs: 520, id: RECORDING, payload: BODY },
    ])
    host.router.stopRecording(ROOM)
    host.give(addressOf(1), alice.voice(ROOM, 1, {}, BODY))
    expect(host.recorded()).toEqual([])
    expect([host.count('recorded'), host.count('recordingMissed')]).toEqual([1, 0])
  })

  it('records nobody who refuses, is muted, is elsewhere, or tests the own line', () => {
    const host = new RecordedBench()
    const [alice, bob, carol] = [
      host.bound(1, ROOM),
      host.bound(2, ROOM, { muted: true }),
      host.bound(3, OTHER_ROOM),
    ]
    host.router.startRecording(ROOM, RECORDING, 0, host.nowMs)
    host.router.setRefusesRecording(1, true)
    host.give(addressOf(1), alice.voice(ROOM, 1))
    host.give(addressOf(2), bob.voice(ROOM, 1))
    host.give(addressOf(3), carol.voice(OTHER_ROOM, 1))
    host.router.setRefusesRecording(1, false)
    host.give(addressOf(1), alice.voice(ROOM, 1, { target: 31 }))
    expect(host.recorded()).toEqual([])
    host.give(addressOf(1), alice.voice(ROOM, 1))
    expect(host.recorded()).toHaveLength(1)
  })

  it('knows from the beginning who refuses', () => {
    const host = new RecordedBench()
    host.router.startRecording(ROOM, RECORDING, 0, host.nowMs)
    const { member } = host.guest(1, ROOM)
    host.router.removeMember(1, host.nowMs)
    host.router.addMember({ ...member, refusesRecording: true }, host.nowMs)
    const alice = host.bound(2, ROOM)
    expect(host.give(addressOf(2), alice.voice(ROOM, 1))).toEqual([])
    expect(host.recorded().map(({ source }) => source)).toEqual([2])
  })

  it('records also voices that are not among the loudest', () => {
    const host = new RecordedBench()
    const guests = [1, 2, 3].map((id) => host.bound(id, ROOM))
    host.router.setChannelAudio(ROOM, { delivery: 'forward', topN: 1 })
    host.router.startRecording(ROOM, RECORDING, 0, host.nowMs)
    for (const [index, guest] of guests.entries())
      host.give(addressOf(index + 1), guest.voice(ROOM, 1, { level: 10 + 20 * index }))
    expect(host.count('notSelected')).toBe(2)
    expect(host.recorded().map(({ source }) => source)).toEqual([1, 2, 3])
  })

  it('forwards on, and counts, where nobody reads', () => {
    const host = new RecordedBench(128)
    const [alice] = [host.bound(1, ROOM), host.bound(2, ROOM)]
    host.router.startRecording(ROOM, RECORDING, 0, host.nowMs)
    for (let packet = 0; packet < 10; packet += 1)
      expect(host.give(addressOf(1), alice.voice(ROOM, 1))).toHaveLength(1)
    expect(host.count('recorded')).toBe(1)
    expect(host.count('recordingMissed')).toBe(9)
  })
})
