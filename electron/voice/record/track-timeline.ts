import { RECORD_CONFIG } from './config.ts'
import { concealedPacket, PACKET_STEP, silentPacket, type EmptyPacket } from './opus-packet.ts'
import type { RecordedFrame } from './reorder.ts'

/** Where the packets of a track go. */
export interface PacketSink {
  write(packet: Uint8Array, samples: number): void
}

/** What became of the frames of a track. */
export interface TrackCounts {
  frames: number
  /** Of these, known by copies alone. */
  copies: number
  /** Samples that the decoder is asked to conceal. */
  concealed: number
  /** Frames left out because the sender's clock is faster than the host's. */
  leftOut: number
}

/**
 * Lays the frames of one person where they belong in time, in steps of 2.5 ms, and fills what is between: the decoder
 * conceals a short hole, a longer one is silence. Opus packets are never changed; a sender's clock that runs apart is
 * put right by a step of concealment or a frame less, in quiet where there is any in time.
 */
export class TrackTimeline {
  readonly counts: TrackCounts = { frames: 0, copies: 0, concealed: 0, leftOut: 0 }
  readonly #sink: PacketSink
  /** End of the track so far, samples. */
  #end = 0
  #last: RecordedFrame | undefined

  constructor(sink: PacketSink) {
    this.#sink = sink
  }

  /** Samples of the track so far. */
  get end(): number {
    return this.#end
  }

  /** Another session of the person begins. */
  part(): void {
    this.#last = undefined
  }

  /** Lays the next frame; `place` is where its first sample belongs. Frames come in order. */
  lay(frame: RecordedFrame, place: number): void {
    const last = this.#last
    const follows = last !== undefined && frame.time === last.time + last.samples
    const apart = place - this.#end
    const { quietLevel, driftQuietSamples, driftMostSamples } = RECORD_CONFIG
    const bound = follows && frame.level < quietLevel ? driftMostSamples : driftQuietSamples
    if (apart < -Math.max(bound, Math.min(frame.samples / 2, driftMostSamples))) {
      this.counts.leftOut += 1
      return
    }
    if (apart > (follows ? bound : 0)) this.#fill(apart, follows || isLoss(last, frame))
    this.#put(frame)
    this.#last = frame
    this.counts.frames += 1
    if (frame.isCopy) this.counts.copies += 1
  }

  /** Silence up to here, or a little more: packets last multiples of 2.5 ms. */
  extend(end: number): void {
    this.#fill(Math.ceil((end - this.#end) / PACKET_STEP) * PACKET_STEP, false)
  }

  #fill(samples: number, isLoss: boolean): void {
    const like = this.#last?.packet
    let left = Math.round(samples / PACKET_STEP) * PACKET_STEP
    const conceals = isLoss && like !== undefined && left <= RECORD_CONFIG.concealMostSamples
    if (conceals) this.counts.concealed += Math.max(0, left)
    while (left >= PACKET_STEP) left -= this.#put(conceals ? concealedPacket(left, like) : silentPacket(left))
  }

  #put({ packet, samples }: EmptyPacket): number {
    this.#sink.write(packet, samples)
    this.#end += samples
    return samples
  }
}

/** Whether numbers are missing between two frames; a pause leaves none out. */
function isLoss(last: RecordedFrame | undefined, frame: RecordedFrame): boolean {
  return last !== undefined && frame.sequence > last.sequence + 1
}
