import { describe, expect, it } from 'vitest'
import { OpusDecoder } from '../../../../../electron/voice/codec/opus-decoder.ts'
import { OpusEncoder } from '../../../../../electron/voice/codec/opus-encoder.ts'
import {
  concealedPacket,
  isStereoPacket,
  packetSamples,
  PACKET_STEP,
  silentPacket,
} from '../../../../../electron/voice/record/opus-packet.ts'
import { samplesOf } from '../../../../../electron/voice/units.ts'
import { FRAME_LENGTHS_MS } from '../../../../../electron/contract/engine.ts'
import { levelDb, speech } from '../../../../support/audio-measure.ts'

const SPEECH = speech(1)

describe('the length of an Opus packet', () => {
  it('is what the encoder was given', () => {
    for (const frameMs of FRAME_LENGTHS_MS) {
      const encoder = new OpusEncoder({ frameMs, bitrate: 32_000 })
      const out = new Uint8Array(1_200)
      const length = encoder.encode(SPEECH.subarray(0, samplesOf(frameMs)), out)
      expect(packetSamples(out.subarray(0, length))).toBe(samplesOf(frameMs))
      expect(isStereoPacket(out)).toBe(false)
      encoder.close()
    }
  })

  it('is that of RFC 6716, table 2, whatever the mode and the number of frames', () => {
    const ms = (config: number): number => packetSamples(Uint8Array.of(config << 3)) / 48
    const silk = [10, 20, 40, 60]
    const celt = [2.5, 5, 10, 20]
    const expected = [...silk, ...silk, ...silk, 10, 20, 10, 20, ...celt, ...celt, ...celt, ...celt]
    expect(Array.from({ length: 32 }, (_, config) => ms(config))).toEqual(expected)
    expect([1, 2].map((code) => packetSamples(Uint8Array.of((31 << 3) | code)) / 48)).toEqual([40, 40])
    expect(packetSamples(Uint8Array.of((31 << 3) | 3, 0x86)) / 48).toBe(120)
    expect(isStereoPacket(Uint8Array.of(0xfc))).toBe(true)
  })

  it('is none where there is no packet, or one longer than 120 ms', () => {
    expect(packetSamples(new Uint8Array(0))).toBe(0)
    expect(packetSamples(Uint8Array.of((31 << 3) | 3))).toBe(0)
    expect(packetSamples(Uint8Array.of((31 << 3) | 3, 7))).toBe(0)
  })
})

describe('packets that say nothing', () => {
  it('last as long as was asked, or as long as one can, and decoders know it', () => {
    const decoder = new OpusDecoder()
    const frame = new Float32Array(5_760)
    for (let steps = 1; steps <= 60; steps += 1) {
      for (const made of [
        silentPacket(steps * PACKET_STEP),
        concealedPacket(steps * PACKET_STEP, Uint8Array.of(0xf8)),
      ]) {
        expect(made.samples).toBeLessThanOrEqual(Math.min(steps, 48) * PACKET_STEP)
        expect(packetSamples(made.packet)).toBe(made.samples)
        expect(decoder.decode(made.packet, frame)).toBe(made.samples)
        expect(made.samples % PACKET_STEP).toBe(0)
        expect(made.samples).toBeGreaterThan((Math.min(steps, 48) * PACKET_STEP) / 2)
      }
    }
    decoder.close()
  })

  it('are silent, or go on with what was said', () => {
    const [encoder, decoder] = [new OpusEncoder({ frameMs: 20, bitrate: 64_000 }), new OpusDecoder()]
    const [out, frame] = [new Uint8Array(1_200), new Float32Array(5_760)]
    const tone = Float32Array.from({ length: 960 }, (_, at) => 0.3 * Math.sin(at / 20))
    let length = 0
    for (let turn = 0; turn < 10; turn += 1) {
      length = encoder.encode(tone, out)
      decoder.decode(out.subarray(0, length), frame)
    }
    const concealed = concealedPacket(960, out.subarray(0, length))
    decoder.decode(concealed.packet, frame)
    expect(levelDb(frame.subarray(0, 960))).toBeGreaterThan(-30)
    for (let turn = 0; turn < 2; turn += 1) decoder.decode(silentPacket(5_760).packet, frame)
    expect(levelDb(frame)).toBeLessThan(-100)
    for (const stage of [encoder, decoder]) stage.close()
  })
})
