import { expect, test } from 'vitest'
import { EncoderBank, WARM_UP_SAMPLES } from '../../../../../electron/voice/codec/encoder-bank.ts'
import { OpusDecoder } from '../../../../../electron/voice/codec/opus-decoder.ts'
import { OpusEncoder } from '../../../../../electron/voice/codec/opus-encoder.ts'
import { levelDb } from '../../../../support/audio-measure.ts'

const tone = (length: number, from = 0) =>
  Float32Array.from({ length }, (_, index) => 0.3 * Math.sin((2 * Math.PI * 300 * (from + index)) / 48_000))

test('makes an encoder per mode, once, and configures it', () => {
  const made: number[] = []
  const bank = new EncoderBank((config) => {
    made.push(config.frameMs)
    return new OpusEncoder(config)
  })
  const past = new Float32Array(WARM_UP_SAMPLES)
  const short = bank.use(10, { bitrate: 64_000 }, past)
  const long = bank.use(20, { bitrate: 32_000 }, past)
  expect(bank.use(5, { bitrate: 16_000 }, past)).toBe(short)
  expect(bank.use(60, { bitrate: 16_000 }, past)).toBe(long)
  expect(made).toEqual([10, 20])
  bank.close()
})

test.each([10, 20] as const)('one that is taken up begins in the middle of the sound (%i ms)', (frameMs) => {
  const samples = frameMs * 48
  const first = [new Float32Array(WARM_UP_SAMPLES), tone(WARM_UP_SAMPLES)].map((past) => {
    const bank = new EncoderBank((config) => new OpusEncoder(config))
    const decoder = new OpusDecoder()
    const out = new Uint8Array(1_100)
    const frame = new Float32Array(samples)
    const encoder = bank.use(frameMs, { bitrate: 64_000 }, past)
    const length = encoder.encode(tone(samples, WARM_UP_SAMPLES), out)
    expect(decoder.decode(out.slice(0, length), frame)).toBe(samples)
    decoder.close()
    bank.close()
    return levelDb(frame.subarray(0, 96))
  })
  expect(first[1]).toBeGreaterThan((first[0] ?? 0) + 6)
})
