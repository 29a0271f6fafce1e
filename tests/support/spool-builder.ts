import { OpusEncoder } from '../../electron/voice/codec/opus-encoder.ts'
import type { FrameMs } from '../../electron/contract/engine.ts'
import { FLAGS } from '../../electron/voice/packet/header.ts'
import {
  composeRecorded,
  RECORDED_HEAD_BYTES,
  RECORDED_KIND,
  RecordedHead,
} from '../../electron/voice/packet/recorded-packet.ts'
import { CopyStore } from '../../electron/voice/packet/redundancy.ts'
import { SpoolWriter } from '../../electron/voice/record/spool.ts'
import { personPayload } from '../../electron/voice/record/spool-record.ts'
import { samplesOf } from '../../electron/voice/units.ts'
import { levelDb } from './audio-measure.ts'
import { seededRandom } from './seeded-random.ts'

/** How a voice comes into a spool. */
export interface SpoolVoice {
  readonly source: number
  readonly userId: number
  readonly nickname: string
  /** 0: not known. */
  readonly deviceId?: number
  readonly sound: Float32Array
  /** When its first sample is said, ms since the beginning. */
  readonly fromMs: number
  readonly frameMs?: FrameMs
  /** The sender's clock is faster by this, parts per million. */
  readonly ppm?: number
  readonly firstTimestamp?: number
  readonly jitterMs?: number
  /** Whether a frame is lost on its way; its number. */
  readonly isLost?: (frame: number) => boolean
  /** Whether it is not sent at all, as in a pause. */
  readonly isPause?: (frame: number) => boolean
  /** Whether each packet carries the two frames before it once more. */
  readonly copies?: boolean
}

interface Entry {
  readonly head: RecordedHead
  readonly payload: Uint8Array
}

/** A spool as a host writes it while these speak. */
export function writeSpool(path: string, voices: readonly SpoolVoice[], endMs?: number): void {
  const writer = new SpoolWriter(path)
  const entries = voices.flatMap((voice) => entriesOf(voice))
  entries.sort((one, other) => one.head.arrivalMs - other.head.arrivalMs)
  if (endMs !== undefined)
    entries.push({ head: headOf({ arrivalMs: endMs, kind: RECORDED_KIND.end }), payload: new Uint8Array(0) })
  const record = new Uint8Array(2_048)
  for (const { head, payload } of entries) {
    composeRecorded(record, head)
    record.set(payload, RECORDED_HEAD_BYTES)
    writer.add(record, RECORDED_HEAD_BYTES + payload.length)
  }
  writer.flush()
  writer.close()
}

export function headOf(fields: Partial<RecordedHead>): RecordedHead {
  return Object.assign(new RecordedHead(), fields)
}

function entriesOf(voice: SpoolVoice): Entry[] {
  const { source, userId, nickname, deviceId = 0, fromMs, frameMs = 20, ppm = 0, jitterMs = 0 } = voice
  const encoder = new OpusEncoder({ frameMs, bitrate: 64_000 })
  const copies = new CopyStore()
  const random = seededRandom(source)
  const samples = samplesOf(frameMs)
  const payload = new Uint8Array(1_168)
  const person = headOf({ source, arrivalMs: Math.max(0, fromMs - 50), kind: RECORDED_KIND.person })
  const entries: Entry[] = [{ head: person, payload: personPayload({ userId, nickname, deviceId }) }]
  let sequence = 0
  for (let frame = 0; (frame + 1) * samples <= voice.sound.length; frame += 1) {
    const sound = voice.sound.subarray(frame * samples, (frame + 1) * samples)
    const length = encoder.encode(sound, payload)
    if (voice.isPause?.(frame) === true) continue
    const bytes = payload.slice(0, length)
    const whole = voice.copies === true ? copies.compose(payload, length, 2) : length
    if (voice.copies === true) {
      copies.room.set(bytes)
      copies.keep(length, sequence === 0)
    }
    const saidMs = fromMs + ((frame + 1) * frameMs) / (1 + ppm * 1e-6)
    const head = headOf({
      ...{ source, sequence, timestamp: ((voice.firstTimestamp ?? 0) + frame * samples) >>> 0 },
      ...{ arrivalMs: saidMs + random.fraction() * jitterMs, level: Math.round(-levelDb(sound)) },
      flags: whole > length ? FLAGS.redundancy : 0,
    })
    sequence += 1
    if (voice.isLost?.(frame) !== true) entries.push({ head, payload: payload.slice(0, whole) })
  }
  encoder.close()
  return entries
}
