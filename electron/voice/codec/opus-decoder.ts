import { loadCodec, type CodecAddon, type NativeOpusDecoder } from '../../../native/index.ts'
import type { FrameDecoder } from '../interfaces.ts'

/** Opus. Bytes from outside never throw: what cannot be decoded answers 0. */
export class OpusDecoder implements FrameDecoder {
  readonly #addon: CodecAddon
  readonly #decoder: NativeOpusDecoder

  constructor(channels: 1 | 2 = 1, addon: CodecAddon = loadCodec()) {
    this.#addon = addon
    this.#decoder = addon.createDecoder({ channels })
  }

  decode(packet: Uint8Array, frame: Float32Array): number {
    return packet.length === 0 ? 0 : Math.max(0, this.#decoder.decode(packet, frame))
  }

  hasFec(packet: Uint8Array): boolean {
    return packet.length > 0 && this.#addon.packetHasFec(packet)
  }

  decodeFec(packet: Uint8Array, frame: Float32Array): number {
    if (!this.hasFec(packet)) return 0
    return Math.max(0, this.#decoder.decodeFec(packet, frame))
  }

  conceal(frame: Float32Array): number {
    return Math.max(0, this.#decoder.conceal(frame))
  }

  close(): void {
    this.#decoder.close()
  }
}
