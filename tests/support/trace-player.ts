import type { SpeakerStats } from '../../electron/contract/stats.ts'
import { FLAGS, PacketHeader } from '../../electron/voice/packet/header.ts'
import { ReceiverSession } from '../../electron/voice/pipeline/receiver-session.ts'
import { quantile } from './audio-measure.ts'
import { testBytes } from './packet-guest.ts'
import type { PacketTrace, TracedPacket } from './packet-trace.ts'

const RATE = 48_000
const BLOCK_MS = 10
/** Playback goes on for this long after the last packet, ms. */
const TAIL_MS = 500

/** What a listener would have had of a trace. */
export interface TraceReport {
  readonly packets: number
  /** Shares of all frames between the first and the last, 0..1. */
  readonly missing: number
  readonly late: number
  readonly concealed: number
  /** From the arrival of the fastest packet, were it this one, to the block in which a frame begins, ms. */
  readonly delayMs: number
  readonly delayP95Ms: number
  readonly stats: SpeakerStats
}

/**
 * Plays a recorded trace into a real receiver session, in a time of its own. What the packets carried was sealed, so a
 * tone stands for it, and copies of earlier frames are not there.
 */
export function playTrace({ packets }: PacketTrace): TraceReport {
  const player = new Player(packets)
  player.run((packets.at(-1)?.arrivalMs ?? 0) + TAIL_MS)
  return player.report()
}

class Player {
  readonly #packets: readonly TracedPacket[]
  readonly #session: ReceiverSession
  readonly #header = new PacketHeader()
  readonly #payload = new Uint8Array(8)
  readonly #view = new DataView(this.#payload.buffer)
  readonly #delays: number[] = []
  readonly #first: number
  readonly #floorMs: number
  #nowMs = 0
  #next = 0

  constructor(packets: readonly TracedPacket[]) {
    this.#packets = packets
    this.#first = packets[0]?.timestamp ?? 0
    this.#floorMs = packets.reduce(
      (least, one) => Math.min(least, one.arrivalMs - this.#sentMs(one)),
      Infinity,
    )
    const member = { sourceId: 3, nickname: 'Ada', sessionNonce: testBytes('nonce', 16) }
    this.#session = new ReceiverSession(member, {
      decode: (packet, frame) => this.#decode(packet, frame),
      hasFec: () => false,
      decodeFec: () => 0,
      conceal: (frame) => {
        frame.fill(0)
        return frame.length
      },
      close: () => {},
    })
  }

  run(untilMs: number): void {
    const block = new Float32Array((BLOCK_MS * RATE) / 1000)
    for (; this.#nowMs < untilMs; this.#nowMs += BLOCK_MS) {
      for (let one = this.#packets[this.#next]; one !== undefined && one.arrivalMs <= this.#nowMs;) {
        this.#insert(one)
        this.#next += 1
        one = this.#packets[this.#next]
      }
      this.#session.pull(block, this.#nowMs)
    }
  }

  report(): TraceReport {
    const stats = this.#session.stats(this.#nowMs)
    const numbers = this.#packets.map(({ sequence }) => sequence)
    const frames = 1 + numbers.reduce((most, one) => Math.max(most, one), 0) - Math.min(...numbers)
    return {
      packets: this.#packets.length,
      missing: 1 - new Set(numbers).size / frames,
      late: stats.late / frames,
      concealed: stats.concealed / frames,
      delayMs: quantile(this.#delays, 0.5),
      delayP95Ms: quantile(this.#delays, 0.95),
      stats,
    }
  }

  #insert(packet: TracedPacket): void {
    const { sequence, timestamp, flags, frameCode, arrivalMs } = packet
    Object.assign(this.#header, { sequence, timestamp, frameCode, flags: flags & ~FLAGS.redundancy })
    this.#view.setFloat64(0, this.#sentMs(packet))
    this.#session.insert(this.#header, this.#payload, arrivalMs)
  }

  /** By the sender's clock, ms since the first packet. */
  #sentMs({ timestamp }: TracedPacket): number {
    return (((timestamp - this.#first) | 0) * 1_000) / RATE
  }

  #decode(packet: Uint8Array, frame: Float32Array): number {
    const sentMs = new DataView(packet.buffer, packet.byteOffset).getFloat64(0)
    this.#delays.push(this.#nowMs - sentMs - this.#floorMs)
    // A pitch of 125 Hz: sound that can be stretched by its periods, as a voice can.
    for (let index = 0; index < frame.length; index += 1) {
      const seconds = sentMs / 1_000 + index / RATE
      frame[index] = 0.2 * Math.sin(2 * Math.PI * 125 * seconds)
    }
    return frame.length
  }
}
