import { FLAGS } from '../packet/header.ts'
import type { RecordedHead } from '../packet/recorded-packet.ts'
import { RedundantBlocks } from '../packet/redundancy.ts'
import { RECORD_CONFIG } from './config.ts'
import { packetSamples } from './opus-packet.ts'

/** One frame of a voice, in its place. */
export interface RecordedFrame {
  readonly sequence: number
  /** Of its first sample, on the sender's clock without wraps. */
  readonly time: number
  readonly samples: number
  /** An Opus packet. */
  readonly packet: Uint8Array
  /** -dBov. */
  readonly level: number
  /** Whether it was lost, and is known by a copy in a later packet. */
  readonly isCopy: boolean
}

/**
 * Puts the packets of one session in order, and fills holes with the copies that later packets carry. What is given
 * comes back, in order, once enough has followed.
 */
export class Reorder {
  readonly #waiting = new Map<number, RecordedFrame>()
  readonly #blocks = new RedundantBlocks()
  /** The number that is given back next; none before it. */
  #next = -Infinity
  #newest = -Infinity

  /** Takes a packet, `time` being its unwrapped timestamp; answers the frames that are due. */
  take(head: RecordedHead, time: number, payload: Uint8Array): RecordedFrame[] {
    const { sequence, level } = head
    if ((head.flags & FLAGS.redundancy) === 0) this.#blocks.none(payload.length)
    else if (!this.#blocks.parse(payload, payload.length)) return []
    const { newestAt, newestLength, count } = this.#blocks
    const newest = payload.slice(newestAt, newestAt + newestLength)
    const samples = packetSamples(newest)
    if (samples === 0) return []
    this.#keep({ sequence, time, samples, packet: newest, level, isCopy: false })
    for (let age = 1; age <= count; age += 1) {
      const at = this.#blocks.startOf(age)
      const packet = payload.slice(at, at + this.#blocks.lengthOf(age))
      if (packetSamples(packet) !== samples) break
      this.#keep({
        sequence: sequence - age,
        time: time - age * samples,
        samples,
        packet,
        level,
        isCopy: true,
      })
    }
    // In pieces: to look through all that waits for each packet would cost more than everything else.
    const isDue = this.#waiting.size >= 2 * RECORD_CONFIG.reorderPackets
    return isDue ? this.#due(this.#newest - RECORD_CONFIG.reorderPackets) : []
  }

  /** Whatever waits, in order. */
  rest(): RecordedFrame[] {
    return this.#due(this.#newest)
  }

  /** A copy never takes the place of the frame itself. */
  #keep(frame: RecordedFrame): void {
    const { sequence, isCopy } = frame
    if (sequence < this.#next || sequence < 0) return
    if (isCopy && this.#waiting.has(sequence)) return
    this.#waiting.set(sequence, frame)
    this.#newest = Math.max(this.#newest, sequence)
  }

  /** Frames up to this number. */
  #due(last: number): RecordedFrame[] {
    const due = [...this.#waiting.values()].filter(({ sequence }) => sequence <= last)
    if (due.length === 0) return due
    due.sort((one, other) => one.sequence - other.sequence)
    for (const { sequence } of due) this.#waiting.delete(sequence)
    this.#next = last + 1
    return due
  }
}
