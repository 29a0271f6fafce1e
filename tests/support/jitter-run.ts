import type { Random } from '../../electron/base/random.ts'
import { FLAGS, PacketHeader } from '../../electron/voice/packet/header.ts'
import { ReceiverSession } from '../../electron/voice/pipeline/receiver-session.ts'
import type { SpeakerStats } from '../../electron/contract/stats.ts'
import { LossyLink, type Impairment } from './lossy-link.ts'
import { testBytes } from './packet-guest.ts'

const RATE = 48_000
/** Length of the blocks that playback asks for, ms. */
export const BLOCK_MS = 10

interface Sent {
  readonly frame: number
  readonly sequence: number
}

export interface JitterRunOptions {
  /** What is spoken, over and over. */
  readonly speech: Float32Array
  readonly random: Random
  readonly impairment?: Impairment
  readonly frameMs?: 10 | 20
  /** How much faster the sender's clock runs, parts per million. */
  readonly driftPpm?: number
  /** Where numbers and timestamps begin. */
  readonly start?: number
  /** Whether pauses of the speech are not sent. */
  readonly dtx?: boolean
}

/**
 * One speaker's frames over a link into a real receiver session, in a time of its own. Packets carry the place of
 * their frame in the speech instead of Opus, so that hours take seconds.
 */
export class JitterRun {
  readonly link: LossyLink<Sent>
  readonly session: ReceiverSession
  nowMs = 0
  readonly #options: JitterRunOptions
  readonly #header = new PacketHeader()
  readonly #payload = new Uint8Array(4)
  readonly #view = new DataView(this.#payload.buffer)
  readonly #block = new Float32Array((BLOCK_MS * RATE) / 1000)
  readonly #frameSamples: number
  readonly #frameMs: number
  #captured = 0
  #sequence = 0
  #delayMs = 0

  constructor(options: JitterRunOptions) {
    this.#options = options
    this.#frameMs = options.frameMs ?? 10
    this.#frameSamples = (this.#frameMs * RATE) / 1000
    this.link = new LossyLink(options.impairment ?? {}, options.random)
    const member = { sourceId: 3, nickname: 'Ada', sessionNonce: testBytes('nonce', 16) }
    this.session = new ReceiverSession(member, {
      decode: (packet, frame) => this.#speak(packet, frame),
      hasFec: () => false,
      decodeFec: () => 0,
      conceal: (frame) => {
        frame.fill(0)
        return frame.length
      },
      close: () => {},
    })
  }

  get stats(): SpeakerStats {
    return this.session.stats(this.nowMs)
  }

  /** From the sender's microphone to the block in which the frame decoded last begins, ms; it may begin a block later. */
  get delayMs(): number {
    return this.#delayMs
  }

  /** Lets time pass, a block at a time. */
  run(durationMs: number): void {
    const end = this.nowMs + durationMs
    while (this.nowMs < end) {
      this.nowMs += BLOCK_MS
      this.#send()
      this.link.receive(this.nowMs, this.#deliver)
      this.session.pull(this.#block, this.nowMs)
    }
  }

  #sentAtMs(frame: number): number {
    return (frame * this.#frameMs) / (1 + (this.#options.driftPpm ?? 0) * 1e-6)
  }

  #send(): void {
    for (; this.#sentAtMs(this.#captured) <= this.nowMs; this.#captured += 1) {
      if (this.#options.dtx === true && this.#isSilent(this.#captured)) continue
      const sent = { frame: this.#captured, sequence: this.#sequence }
      this.#sequence += 1
      this.link.send(sent, 100, this.#sentAtMs(this.#captured))
    }
  }

  readonly #deliver = ({ frame, sequence }: Sent, atMs: number): void => {
    const { start = 0, dtx = false } = this.#options
    const header = this.#header
    header.frameCode = this.#frameMs === 10 ? 2 : 3
    header.timestamp = (start + frame * this.#frameSamples) >>> 0
    header.flags = dtx && (frame === 0 || this.#isSilent(frame - 1)) ? FLAGS.spurtStart : 0
    header.sequence = (start + sequence) >>> 0
    this.#view.setUint32(0, frame)
    this.session.insert(header, this.#payload, atMs)
  }

  #isSilent(frame: number): boolean {
    const { speech } = this.#options
    const first = (frame * this.#frameSamples) % speech.length
    for (let index = 0; index < this.#frameSamples; index += 1) {
      if (Math.abs(speech[(first + index) % speech.length] ?? 0) > 0.002) return false
    }
    return true
  }

  #speak(packet: Uint8Array, frame: Float32Array): number {
    const { speech } = this.#options
    const number = new DataView(packet.buffer, packet.byteOffset).getUint32(0)
    let place = (number * frame.length) % speech.length
    for (let index = 0; index < frame.length; index += 1) {
      frame[index] = speech[place] ?? 0
      place = place + 1 === speech.length ? 0 : place + 1
    }
    this.#delayMs = this.nowMs - this.#sentAtMs(number)
    return frame.length
  }
}
