import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ByteRingWriter, makeByteRing } from '../../../../electron/base/byte-ring.ts'
import { silentLogger } from '../../../../electron/base/logger.ts'
import { SPOOL_FILE, type RecorderEvent } from '../../../../electron/contract/recording.ts'
import { RecorderThread } from '../../../../electron/processes/recorder-port.ts'
import { composeRecorded, RECORDED_HEAD_BYTES } from '../../../../electron/voice/packet/recorded-packet.ts'
import { visitSpool } from '../../../../electron/voice/record/spool-record.ts'
import { headOf } from '../../../support/spool-builder.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const LIMITS = { mostBytes: 100_000, leastFreeBytes: 0 }

let place: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  place = await temporaryFolder()
})
afterEach(() => place.remove())

function thread(): { recorder: RecorderThread; write: (sequence: number) => void } {
  const ring = makeByteRing(65_536)
  const writer = new ByteRingWriter(ring)
  const head = new Uint8Array(RECORDED_HEAD_BYTES)
  return {
    recorder: new RecorderThread(ring, silentLogger),
    write: (sequence) => {
      composeRecorded(head, headOf({ recordingId: 1, sequence }))
      writer.write(head, head.length, head, 10)
    },
  }
}

function stopped(recorder: RecorderThread): Promise<RecorderEvent> {
  return new Promise((resolve) => {
    const off = recorder.onEvent((event) => {
      if (event.type !== 'stopped') return
      off()
      resolve(event)
    })
  })
}

function packets(folder: string): number {
  let count = 0
  visitSpool(join(folder, SPOOL_FILE), { onPacket: () => (count += 1) })
  return count
}

describe('the thread of the recorder', () => {
  it('writes what is in the ring, and comes again after its last recording', async () => {
    const { recorder, write } = thread()
    recorder.post({ type: 'start', recordingId: 1, folder: place.folder, limits: LIMITS })
    for (let sequence = 0; sequence < 5; sequence += 1) write(sequence)
    recorder.post({ type: 'stop', recordingId: 1, elapsedMs: 100 })
    expect(await stopped(recorder)).toMatchObject({ recordingId: 1 })
    expect(packets(place.folder)).toBe(5)
    recorder.post({ type: 'start', recordingId: 1, folder: join(place.folder, 'none'), limits: LIMITS })
    recorder.post({ type: 'stop', recordingId: 1, elapsedMs: 100 })
    expect(await stopped(recorder)).toMatchObject({ recordingId: 1, bytes: 0 })
    await recorder.stop()
  })

  it('closes what is being written when it is stopped', async () => {
    const { recorder, write } = thread()
    recorder.post({ type: 'start', recordingId: 1, folder: place.folder, limits: LIMITS })
    write(0)
    const ended = stopped(recorder)
    await recorder.stop()
    expect(await ended).toMatchObject({ recordingId: 1 })
    expect(packets(place.folder)).toBe(1)
    await recorder.stop()
  })
})
