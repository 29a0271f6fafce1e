import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ByteRingWriter, makeByteRing } from '../../../../../electron/base/byte-ring.ts'
import { SPOOL_FILE, type RecorderEvent } from '../../../../../electron/contract/recording.ts'
import { composeRecorded, RECORDED_HEAD_BYTES } from '../../../../../electron/voice/packet/recorded-packet.ts'
import { RECORD_CONFIG } from '../../../../../electron/voice/record/config.ts'
import { Recorder } from '../../../../../electron/voice/record/recorder.ts'
import { visitSpool } from '../../../../../electron/voice/record/spool-record.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { headOf } from '../../../../support/spool-builder.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const FREE = 1_000_000
const LIMITS = { mostBytes: 100_000, leastFreeBytes: 1_000 }

let place: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  place = await temporaryFolder()
})
afterEach(() => place.remove())

/** A recorder with a ring, a clock and a disk in the test's hand. */
class RecorderBench {
  readonly clock = new FakeClock()
  readonly events: RecorderEvent[] = []
  readonly recorder: Recorder
  free: () => number = () => FREE
  readonly #ring: ByteRingWriter

  constructor() {
    const ring = makeByteRing(65_536)
    this.#ring = new ByteRingWriter(ring)
    this.recorder = new Recorder({
      ...{ ring, clock: this.clock, post: (event) => this.events.push(event) },
      freeBytes: () => this.free(),
    })
  }

  start(recordingId: number, limits = LIMITS): void {
    const folder = join(place.folder, String(recordingId))
    mkdirSync(folder)
    this.recorder.apply({ type: 'start', recordingId, folder, limits })
  }

  packet(recordingId: number, sequence: number, bytes = 100): void {
    const head = new Uint8Array(RECORDED_HEAD_BYTES)
    composeRecorded(head, headOf({ recordingId, sequence, source: 7, arrivalMs: sequence * 20 }))
    this.#ring.write(head, head.length, new Uint8Array(bytes), bytes)
  }

  advance(ms: number): void {
    this.clock.advance(ms)
    this.recorder.turn()
  }
}

/** What a spool holds, in words. */
function heard(recordingId: number): string[] {
  const found: string[] = []
  visitSpool(join(place.folder, String(recordingId), SPOOL_FILE), {
    onPerson: ({ source, userId, nickname }) =>
      found.push(`${String(source)} is ${nickname} (${String(userId)})`),
    onPacket: ({ sequence }, payload) => found.push(`${String(sequence)}: ${String(payload.length)}`),
    onTime: (ms) => ms === 9_000 && found.push('lasted 9 s'),
  })
  return found
}

describe('the recorder', () => {
  it('writes what came for each recording, who it was, and how long it lasted', () => {
    const bench = new RecorderBench()
    bench.start(1)
    bench.start(2)
    bench.recorder.apply({
      type: 'person',
      recordingId: 1,
      source: 7,
      userId: 70,
      nickname: 'Zoë',
      deviceId: 3,
    })
    bench.packet(1, 0)
    bench.packet(2, 1, 50)
    bench.packet(3, 2)
    bench.advance(RECORD_CONFIG.turnMs)
    expect(heard(1)).toEqual(['7 is Zoë (70)', '0: 100'])
    bench.recorder.apply({ type: 'stop', recordingId: 1, elapsedMs: 9_000 })
    bench.packet(1, 3)
    bench.advance(RECORD_CONFIG.drainMs - 1)
    expect(bench.events).toEqual([])
    bench.advance(1)
    expect(bench.events).toMatchObject([{ type: 'stopped', recordingId: 1 }])
    bench.packet(1, 4)
    bench.advance(RECORD_CONFIG.turnMs)
    expect(heard(1)).toEqual(['7 is Zoë (70)', '0: 100', '3: 100', 'lasted 9 s'])
    expect(heard(2)).toEqual(['1: 50'])
    bench.recorder.close()
    expect(bench.events).toMatchObject([{ recordingId: 1 }, { type: 'stopped', recordingId: 2 }])
  })

  it('ends a recording, and no other, that has as many bytes as it may', () => {
    const bench = new RecorderBench()
    bench.start(1, { ...LIMITS, mostBytes: 1_000 })
    bench.start(2)
    for (let sequence = 0; sequence < 20; sequence += 1) {
      bench.packet(1, sequence)
      bench.packet(2, sequence)
    }
    bench.advance(RECORD_CONFIG.turnMs)
    expect(bench.events).toMatchObject([{ type: 'refused', recordingId: 1, reason: 'size-limit' }])
    expect(heard(1).length).toBe(8)
    expect(heard(2).length).toBe(20)
    bench.recorder.apply({ type: 'stop', recordingId: 1, elapsedMs: 400 })
    bench.advance(RECORD_CONFIG.drainMs)
    expect(bench.events[1]).toMatchObject({ type: 'stopped', recordingId: 1 })
    bench.recorder.close()
  })

  it('ends recordings when the disk has little room left', () => {
    const bench = new RecorderBench()
    bench.start(1)
    bench.packet(1, 0)
    bench.advance(RECORD_CONFIG.lookMs)
    expect(bench.events).toEqual([])
    bench.free = () => 999
    bench.advance(RECORD_CONFIG.lookMs)
    bench.advance(RECORD_CONFIG.lookMs)
    expect(bench.events).toMatchObject([{ type: 'refused', reason: 'disk-full', detail: '999 bytes free' }])
    expect(heard(1)).toEqual(['0: 100'])
    bench.recorder.close()
  })

  it('tells where it cannot write at all, or not look', () => {
    const bench = new RecorderBench()
    bench.recorder.apply({
      type: 'start',
      recordingId: 1,
      folder: join(place.folder, 'none'),
      limits: LIMITS,
    })
    expect(bench.events).toMatchObject([{ type: 'refused', recordingId: 1, reason: 'failed' }])
    bench.free = () => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
    }
    bench.start(2)
    expect(bench.events[1]).toMatchObject({ recordingId: 2, reason: 'disk-full' })
    bench.recorder.apply({ type: 'stop', recordingId: 5, elapsedMs: 1 })
    expect(bench.recorder.apply({ type: 'close' })).toBe(true)
    bench.recorder.close()
    expect(bench.events.filter(({ type }) => type === 'stopped')).toHaveLength(2)
  })
})
