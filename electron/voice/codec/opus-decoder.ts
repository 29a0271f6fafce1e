import { FRAME_LENGTHS_MS } from '../../contract/engine.ts'
import { loadCodec, type CodecAddon, type NativeOpusDecoder } from '../../../native/index.ts'
import type { FrameDecoder } from '../interfaces.ts'
import { samplesOf } from '../units.ts'
import { CODEC_CONFIG } from './config.ts'
import { splitPair } from './mid-side.ts'

/** RFC 6716, 3.1: whether a packet has two channels. */
const TOC_STEREO = 0x04

/**
 * Opus. Bytes from outside never throw: what cannot be decoded answers 0. It decodes to one channel until the first
 * packet with two comes, and to both from then on: what follows with one channel is in both alike.
 */
export class OpusDecoder implements FrameDecoder {
  readonly #addon: CodecAddon
  #decoder: NativeOpusDecoder
  #pair: PairFrames | undefined
  /** The packet decoded last, while there was none with two channels. */
  readonly #last = new Uint8Array(CODEC_CONFIG.decodedMostBytes)
  #lastLength = 0
  #hasSide = false

  constructor(addon: CodecAddon = loadCodec()) {
    this.#addon = addon
    this.#decoder = addon.createDecoder({ channels: 1 })
  }

  get side(): Float32Array | undefined {
    return this.#hasSide ? this.#pair?.side : undefined
  }

  decode(packet: Uint8Array, frame: Float32Array): number {
    if (packet.length === 0) return 0
    if (this.#pair === undefined && ((packet[0] ?? 0) & TOC_STEREO) !== 0) this.#widen(frame)
    if (this.#pair === undefined) this.#keep(packet)
    return this.#split(frame, this.#decoder.decode(packet, this.#room(frame)))
  }

  hasFec(packet: Uint8Array): boolean {
    return packet.length > 0 && this.#addon.packetHasFec(packet)
  }

  decodeFec(packet: Uint8Array, frame: Float32Array): number {
    if (!this.hasFec(packet)) return 0
    return this.#split(frame, this.#decoder.decodeFec(packet, this.#room(frame)))
  }

  conceal(frame: Float32Array): number {
    return this.#split(frame, this.#decoder.conceal(this.#room(frame)))
  }

  close(): void {
    this.#decoder.close()
  }

  /** The decoder of two channels hears the last packet first, so that what follows goes on where it was. */
  #widen(frame: Float32Array): void {
    const wide = this.#addon.createDecoder({ channels: 2 })
    this.#decoder.close()
    this.#decoder = wide
    this.#pair = new PairFrames()
    if (this.#lastLength > 0) wide.decode(this.#last.subarray(0, this.#lastLength), this.#room(frame))
  }

  #keep(packet: Uint8Array): void {
    this.#lastLength = packet.length <= this.#last.length ? packet.length : 0
    if (this.#lastLength > 0) this.#last.set(packet)
  }

  #room(frame: Float32Array): Float32Array {
    return this.#pair?.of(frame.length) ?? frame
  }

  /** Into the mean and the side; answers samples per channel. */
  #split(frame: Float32Array, made: number): number {
    const count = Math.max(0, made)
    this.#hasSide =
      this.#pair !== undefined && splitPair(this.#pair.of(frame.length), count, frame, this.#pair.side)
    return count
  }
}

/** Room for both channels of a frame of any length, and for its side. */
class PairFrames {
  readonly side = new Float32Array(samplesOf(CODEC_CONFIG.frameMostMs))
  readonly #samples = new Float32Array(2 * this.side.length)
  readonly #frames = new Map(
    FRAME_LENGTHS_MS.map((ms) => [samplesOf(ms), this.#samples.subarray(0, 2 * samplesOf(ms))]),
  )

  /** A view for so many samples per channel; other lengths than Opus' frames are made as they are asked for. */
  of(length: number): Float32Array {
    return this.#frames.get(length) ?? this.#samples.subarray(0, 2 * length)
  }
}
