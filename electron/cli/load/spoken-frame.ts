import { OpusEncoder } from '../../voice/codec/opus-encoder.ts'
import { samplesOf } from '../../voice/units.ts'
import { LOAD_CONFIG } from './config.ts'

const TIME_BYTES = Float64Array.BYTES_PER_ELEMENT
/** RFC 6716, 3.2.5: a packet of code 3 with one frame, and padding of so many bytes behind it. */
const CODE = 3
const ONE_PADDED_FRAME = 0x41
const HEAD_BYTES = 3

/**
 * What synthetic users say: one frame of a tone as Opus, in whose padding stands when it was said. Any decoder takes it, a
 * host that mixes among them.
 *
 *   | TOC, code 3 | 1 frame, padded | 8 | frame ... | time, 8 bytes |
 */
export class SpokenFrame {
  readonly bytes: Uint8Array
  readonly #view: DataView

  constructor() {
    const packet = tonePacket()
    const frame = packet.subarray(1)
    this.bytes = new Uint8Array(HEAD_BYTES + frame.length + TIME_BYTES)
    this.bytes.set([(packet[0] ?? 0) | CODE, ONE_PADDED_FRAME, TIME_BYTES])
    this.bytes.set(frame, HEAD_BYTES)
    this.#view = new DataView(this.bytes.buffer)
  }

  /** Says it at this time, ms. */
  stamp(nowMs: number): void {
    this.#view.setFloat64(this.bytes.length - TIME_BYTES, nowMs)
  }
}

const heard = new DataView(new ArrayBuffer(TIME_BYTES))

/** When a frame was said, ms, of the `length` bytes of its payload. */
export function spokenMs(payload: Uint8Array, length: number): number {
  for (let index = 0; index < TIME_BYTES; index += 1)
    heard.setUint8(index, payload[length - TIME_BYTES + index] ?? 0)
  return heard.getFloat64(0)
}

/** One frame out of the middle of a tone; a packet of code 0, which the encoder makes of one frame. */
function tonePacket(): Uint8Array {
  const { frameMs, bitrate, toneHz, toneFrames } = LOAD_CONFIG
  const encoder = new OpusEncoder({ frameMs, bitrate })
  const samples = samplesOf(frameMs)
  const packet = new Uint8Array(bitrate)
  let length = 0
  for (let frame = 0; frame < toneFrames; frame += 1) {
    const sound = Float32Array.from(
      { length: samples },
      (_, index) => 0.1 * Math.sin((2 * Math.PI * toneHz * (frame * samples + index)) / samplesOf(1000)),
    )
    length = encoder.encode(sound, packet)
  }
  encoder.close()
  return packet.slice(0, length)
}
