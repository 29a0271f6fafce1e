import { expect, test } from 'vitest'
import { OpusDecoder } from '../../../../../electron/voice/codec/opus-decoder.ts'
import { OpusEncoder } from '../../../../../electron/voice/codec/opus-encoder.ts'
import type { FrameSource } from '../../../../../electron/voice/jitter/jitter-stats.ts'
import { FrameMaker } from '../../../../../electron/voice/pipeline/frame-maker.ts'
import { levelDb } from '../../../../support/audio-measure.ts'
import { clicks } from '../../../../support/pausing-speech.ts'
import { imitatedSpeech } from '../../../../support/speech.ts'

const FRAME = 480
const CODE = 2

/** What is heard of `sound`, frame by frame, where `sourceOf` says what each is made of. */
function heard(sound: Float32Array, sourceOf: (frame: number) => FrameSource): Float32Array {
  const encoder = new OpusEncoder({ frameMs: 10, bitrate: 64_000 })
  const maker = new FrameMaker(new OpusDecoder())
  const bytes = new Uint8Array(1_168)
  const out: number[] = []
  for (let frame = 0; (frame + 1) * FRAME <= sound.length; frame += 1) {
    const length = encoder.encode(sound.subarray(frame * FRAME, (frame + 1) * FRAME), bytes)
    const source = sourceOf(frame)
    const made = maker.make(source, { payload: bytes.subarray(0, length), flags: 0 }, CODE)
    for (let at = 0; at < FRAME; at += 1) out.push(at < made ? (maker.samples[at] ?? 0) : 0)
  }
  encoder.close()
  maker.close()
  return Float32Array.from(out)
}

/** Packets come, are missing for 60 ms, then nothing is to be heard for 140 ms, over and over. */
const breaking = (frame: number): FrameSource => {
  const turn = frame % 50
  return turn < 30 ? 'normal' : turn < 36 ? 'conceal' : 'wait'
}
const steepest = (samples: Float32Array): number =>
  clicks(samples).reduce((most, one) => Math.max(most, Math.abs(one)), 0)

const tone = new Float32Array(96_000).map((_, at) => 0.3 * Math.sin((2 * Math.PI * 440 * at) / 48_000))

/** The borders alone: the end of what is invented, and the begin of what comes next. */
function borders(samples: Float32Array): Float32Array[] {
  return [36, 50, 86, 100, 136, 150].map((frame) =>
    samples.subarray(frame * FRAME - FRAME / 4, frame * FRAME + FRAME / 2),
  )
}

test.each([
  ['a tone', tone, 0.004],
  ['speech', imitatedSpeech(96_000), 0.1],
] as const)('%s breaks off and comes back without a click', (_, sound, most) => {
  const broken = heard(sound, breaking)
  for (const border of borders(broken)) expect(steepest(border)).toBeLessThan(most)
  // It really was silent in between.
  expect(levelDb(broken.subarray(38 * FRAME, 49 * FRAME))).toBe(-127)
})

test('silence needs no end', () => {
  const broken = heard(new Float32Array(48_000), breaking)
  expect(levelDb(broken)).toBeLessThan(-90)
})
