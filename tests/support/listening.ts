import { levelByteOf, levelOf } from '../../electron/voice/capture/audio-level.ts'
import { OpusDecoder } from '../../electron/voice/codec/opus-decoder.ts'
import { OpusEncoder } from '../../electron/voice/codec/opus-encoder.ts'
import { PacketHeader, parseHeader } from '../../electron/voice/packet/header.ts'
import { ReceiverPipeline } from '../../electron/voice/pipeline/receiver-pipeline.ts'
import { SessionKeys } from '../../electron/voice/pipeline/session-keys.ts'
import { asEngineMember } from './engine-worker.ts'
import { epochSecret, PacketGuest, testBytes } from './packet-guest.ts'

const CHANNEL = 1
const EPOCH = 1
/** Length of frames and blocks. */
export const BLOCK_MS = 10
export const BLOCK = 480

/** One who talks: real Opus, really sealed. */
class Talker {
  readonly guest: PacketGuest
  readonly #encoder: OpusEncoder
  readonly #packet = new Uint8Array(1276)

  constructor(sourceId: number, channels: 1 | 2) {
    this.guest = new PacketGuest(sourceId, CHANNEL)
    this.#encoder = new OpusEncoder({ frameMs: BLOCK_MS, bitrate: 64_000, channels })
  }

  datagram(frame: Float32Array, flags: number, timestamp: number): Uint8Array {
    const length = this.#encoder.encode(frame, this.#packet)
    const level = levelByteOf(levelOf(frame))
    return this.guest.voice(CHANNEL, EPOCH, { level, flags, timestamp }, this.#packet.slice(0, length))
  }

  close(): void {
    this.#encoder.close()
  }
}

/** A listener's real receiving pipeline with talkers before it, over a network that loses and delays nothing. */
export class Listening {
  readonly receiver: ReceiverPipeline
  readonly talkers: readonly Talker[]
  nowMs = 0
  readonly #header = new PacketHeader()

  /** Talkers get the source ids 1, 2 and so on; `channels` of the frames they are given. */
  constructor(talkers: number, options: { matching?: boolean; channels?: 1 | 2 } = {}) {
    const { matching = false, channels = 1 } = options
    this.receiver = new ReceiverPipeline({
      makeDecoder: () => new OpusDecoder(),
      blockSamples: BLOCK,
      matching,
    })
    const keys = new SessionKeys(9_999, testBytes('listener', 16))
    keys.renew(CHANNEL, EPOCH, epochSecret(CHANNEL, EPOCH), 0)
    this.receiver.setSession(keys)
    this.talkers = Array.from({ length: talkers }, (_, index) => new Talker(index + 1, channels))
    this.receiver.setMembers(this.talkers.map(({ guest }) => asEngineMember(guest.member)))
  }

  /** Ten milliseconds: who has a frame sends it; answers what is heard, interleaved stereo. */
  step(frames: readonly (Float32Array | undefined)[], flags = 0): Float32Array {
    const timestamp = Math.round((this.nowMs / BLOCK_MS) * BLOCK)
    this.nowMs += BLOCK_MS
    for (const [index, frame] of frames.entries()) {
      const talker = this.talkers[index]
      if (frame !== undefined && talker !== undefined) this.take(talker.datagram(frame, flags, timestamp))
    }
    const block = new Float32Array(2 * BLOCK)
    this.receiver.render(block, this.nowMs)
    return block
  }

  /** Hands a datagram over; it must be accepted. */
  take(datagram: Uint8Array): void {
    const { length } = datagram
    const bad =
      parseHeader(datagram, 0, length, this.#header) ??
      this.receiver.take(this.#header, datagram, 0, length, this.nowMs)
    if (bad !== undefined) throw new Error(`a packet was refused: ${bad}`)
  }

  /** Lets everybody talk from the start of their signals on; answers left and right. */
  run(signals: readonly Float32Array[], durationMs: number): { left: Float32Array; right: Float32Array } {
    const samples = (durationMs * BLOCK) / BLOCK_MS
    const [left, right] = [new Float32Array(samples), new Float32Array(samples)]
    for (let from = 0; from < samples; from += BLOCK) {
      const block = this.step(signals.map((signal) => frameOf(signal, from)))
      for (let index = 0; index < BLOCK; index += 1) {
        left[from + index] = block[2 * index] ?? 0
        right[from + index] = block[2 * index + 1] ?? 0
      }
    }
    return { left, right }
  }

  close(): void {
    this.receiver.close()
    for (const talker of this.talkers) talker.close()
  }
}

/** A frame of a signal; undefined after its end. */
function frameOf(signal: Float32Array, from: number): Float32Array | undefined {
  const frame = signal.subarray(from, from + BLOCK)
  return frame.length === BLOCK ? frame : undefined
}

/** A tone of an amplitude. */
export function toneOf(hz: number, amplitude: number, seconds: number): Float32Array {
  const turn = (2 * Math.PI * hz) / 48_000
  return Float32Array.from({ length: seconds * 48_000 }, (_, index) => amplitude * Math.sin(turn * index))
}
