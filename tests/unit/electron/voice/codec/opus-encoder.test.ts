import { describe, expect, test } from 'vitest'
import { FRAME_LENGTHS_MS } from '../../../../../electron/contract/engine.ts'
import { OpusDecoder } from '../../../../../electron/voice/codec/opus-decoder.ts'
import { OpusEncoder } from '../../../../../electron/voice/codec/opus-encoder.ts'
import { samplesOf } from '../../../../../electron/voice/units.ts'

const tone = (length: number, from: number) =>
  Float32Array.from({ length }, (_, i) => 0.5 * Math.sin((2 * Math.PI * 440 * (from + i)) / 48_000))

/** Level of the last decoded frame after a while. */
const rms = (frame: Float32Array) =>
  Math.sqrt(frame.reduce((sum, sample) => sum + sample ** 2, 0) / frame.length)

describe.each(FRAME_LENGTHS_MS)('frames of %d ms', (frameMs) => {
  const samples = samplesOf(frameMs)

  test('come out as they went in', () => {
    const encoder = new OpusEncoder({ frameMs, bitrate: 64_000 })
    const decoder = new OpusDecoder()
    const out = new Uint8Array(1_100)
    const frame = new Float32Array(samples)
    for (let turn = 0; turn < Math.ceil(4_800 / samples); turn += 1) {
      const length = encoder.encode(tone(samples, turn * samples), out)
      expect(decoder.decode(out.subarray(0, length), frame)).toBe(samples)
    }
    expect(rms(frame)).toBeGreaterThan(0.3)
    expect(encoder.lookahead).toBe(frameMs <= 10 ? 120 : 312)
    encoder.close()
    decoder.close()
  })
})

test('bytes from outside never throw', () => {
  const decoder = new OpusDecoder()
  const frame = new Float32Array(480)
  for (const bytes of [[], [0xff], [0x7b, 0xff, 0xff], new Array<number>(1_000).fill(255)]) {
    const packet = Uint8Array.from(bytes)
    expect(decoder.decode(packet, frame)).toBeGreaterThanOrEqual(0)
    expect(decoder.decodeFec(packet, frame)).toBeGreaterThanOrEqual(0)
  }
  expect(decoder.conceal(frame)).toBe(480)
  decoder.close()
})

test('a packet longer than announced is refused, not cut', () => {
  const encoder = new OpusEncoder({ frameMs: 20, bitrate: 32_000 })
  const decoder = new OpusDecoder()
  const out = new Uint8Array(1_100)
  const length = encoder.encode(tone(960, 0), out)
  expect(decoder.decode(out.subarray(0, length), new Float32Array(480))).toBe(0)
  encoder.close()
  decoder.close()
})

test('frames of 20 ms can be rebuilt from their successor, those of 10 ms cannot', () => {
  const rebuilt = ([10, 20] as const).map((frameMs) => {
    const samples = samplesOf(frameMs)
    const encoder = new OpusEncoder({ frameMs, bitrate: 32_000 })
    const decoder = new OpusDecoder()
    const frame = new Float32Array(samples)
    const packets = Array.from({ length: 40 }, (_, turn) => {
      const out = new Uint8Array(1_100)
      return out.slice(0, encoder.encode(tone(samples, turn * samples), out))
    })
    packets.slice(0, -2).forEach((packet) => decoder.decode(packet, frame))
    return decoder.decodeFec(packets.at(-1) ?? new Uint8Array(0), frame)
  })
  expect(rebuilt[0]).toBe(0)
  expect(rebuilt[1]).toBe(960)
})

describe('settings changed while it runs', () => {
  const out = new Uint8Array(1_100)
  const bytesOf = (encoder: OpusEncoder, samples: number): number => {
    let sum = 0
    for (let turn = 0; turn < 50; turn += 1) sum += encoder.encode(tone(samples, turn * samples), out)
    return sum
  }

  test('the bitrate', () => {
    const encoder = new OpusEncoder({ frameMs: 10, bitrate: 64_000 })
    const before = bytesOf(encoder, 480)
    encoder.configure({ bitrate: 16_000 })
    expect(bytesOf(encoder, 480)).toBeLessThan(before / 2)
    encoder.configure({ bitrate: 64_000 })
    expect(bytesOf(encoder, 480)).toBeGreaterThan(before / 2)
    encoder.close()
  })

  test('forward error correction, by the loss expected', () => {
    const encoder = new OpusEncoder({ frameMs: 20, bitrate: 32_000 })
    const decoder = new OpusDecoder()
    const frame = new Float32Array(960)
    const rebuilt = [10, 0, 10].map((expectedLossPercent) => {
      encoder.configure({ expectedLossPercent })
      bytesOf(encoder, 960)
      return decoder.decodeFec(out.slice(0, encoder.encode(tone(960, 0), out)), frame)
    })
    expect(rebuilt).toEqual([960, 0, 960])
    encoder.close()
    decoder.close()
  })
})
