import { expect, test } from 'vitest'
import { DelayLine } from '../../../../../electron/voice/playback/delay-line.ts'

const DELAY = 12

/** Plays blocks of 3 samples per frame of 3 written; answers the left channel. */
function heard(line: DelayLine, frames: readonly Float32Array[]): number[] {
  return frames.flatMap((frame) => {
    line.write(frame)
    const block = new Float32Array(6)
    line.addTo(block, 2)
    expect(block[1]).toBe(block[0])
    return [block[0] ?? 0, block[2] ?? 0, block[4] ?? 0]
  })
}

const counting = (from: number, count: number) =>
  Array.from({ length: count }, (_, frame) =>
    Float32Array.from([0, 1, 2], (index) => (from + 3 * frame + index) / 1_000),
  )

test('gives back what it took after the delay', () => {
  const out = heard(new DelayLine(DELAY), counting(1, 20)).map((sample) => Math.round(1_000 * sample))
  expect(out.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => 0))
  expect(out.slice(9)).toEqual(Array.from({ length: 51 }, (_, index) => index + 1))
})

test('begins anew where one side ran away, and forgets on demand', () => {
  const line = new DelayLine(DELAY)
  heard(line, counting(1, 10))
  for (const frame of counting(100, 10)) line.write(frame)
  const out = heard(line, counting(200, 10)).map((sample) => Math.round(1_000 * sample))
  expect(out.slice(9)).toEqual(Array.from({ length: 21 }, (_, index) => 200 + index))
  line.clear()
  expect(heard(line, counting(1, 3)).every((sample) => sample === 0)).toBe(true)
})

test('stays within full scale', () => {
  const line = new DelayLine(1)
  line.write(Float32Array.of(0.9))
  const block = Float32Array.of(0.9, -0.9)
  line.addTo(block, 2)
  expect(block[0]).toBe(1)
})
