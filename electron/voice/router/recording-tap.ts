import { ByteRingWriter } from '../../base/byte-ring.ts'
import type { PacketHeader } from '../packet/header.ts'
import { composeRecorded, RECORDED_HEAD_BYTES, RecordedHead } from '../packet/recorded-packet.ts'
import type { MediaCounters } from './media-counters.ts'

/** A channel that is being recorded. */
export interface RouteRecording {
  readonly id: number
  /** When it began, on the clock of this worker, ms. */
  readonly startedMs: number
}

/**
 * Hands opened voice packets of recorded channels to whoever reads the ring. Never waits: where the ring is full the
 * packet is left out of the recording, and counted.
 */
export class RecordingTap {
  readonly #ring: ByteRingWriter | undefined
  readonly #counters: MediaCounters
  readonly #head = new RecordedHead()
  readonly #bytes = new Uint8Array(RECORDED_HEAD_BYTES)

  /** Without memory for a ring nothing can be recorded. */
  constructor(memory: SharedArrayBuffer | undefined, counters: MediaCounters) {
    this.#ring = memory === undefined ? undefined : new ByteRingWriter(memory)
    this.#counters = counters
  }

  /** Takes the first `length` bytes of an opened payload. */
  take(
    recording: RouteRecording,
    header: PacketHeader,
    payload: Uint8Array,
    length: number,
    nowMs: number,
  ): void {
    const head = this.#head
    head.follow(header)
    head.recordingId = recording.id
    head.arrivalMs = nowMs - recording.startedMs
    composeRecorded(this.#bytes, head)
    const isTaken = this.#ring?.write(this.#bytes, RECORDED_HEAD_BYTES, payload, length) ?? false
    this.#counters.add(isTaken ? 'recorded' : 'recordingMissed', 1)
  }
}
