import { describe, expect, test } from 'vitest'
import { SampleQueue } from '../../../../../electron/voice/pipeline/sample-queue.ts'
import {
  STRETCH_AHEAD,
  STRETCH_HISTORY,
  TimeStretch,
} from '../../../../../electron/voice/jitter/time-stretch.ts'
import { bytesPerCall } from '../../../../support/heap.ts'
import { seededRandom } from '../../../../support/seeded-random.ts'
import { speech } from '../../../../support/speech.ts'
import { stoi } from '../../../../support/stoi.ts'

const RATE = 48_000
const FRAME = 480

/** Sound through a queue that is stretched every `everyMs`; also where each sample of the result came from. */
function stretched(sound: Float32Array, by: 'shorten' | 'lengthen', everyMs: number) {
  const queue = new SampleQueue()
  const out = new Float32Array(sound.length * 2)
  const original = new Float32Array(sound.length * 2)
  const block = new Float32Array(FRAME)
  let made = 0
  let pieces = 0
  let next = everyMs * 48
  for (let at = 0; at + FRAME <= sound.length; at += FRAME) {
    queue.push(sound.subarray(at, at + FRAME), FRAME)
    if (!queue.canRemove) continue
    if (at >= next) {
      if (queue[by](Infinity, 'voiced') > 0) {
        pieces += 1
        next = at + everyMs * 48
      }
    }
    while (queue.queued > FRAME) {
      // The aligned original: what would be heard at this place of the sound without stretching.
      const from = at + FRAME - queue.queued
      original.set(sound.subarray(from, from + FRAME), made)
      queue.take(block, 0)
      out.set(block, made)
      made += FRAME
    }
  }
  return { out: out.subarray(0, made), original: original.subarray(0, made), pieces }
}

function steepest(sound: Float32Array): number {
  let most = 0
  for (let index = 1; index < sound.length; index += 1) {
    most = Math.max(most, Math.abs((sound[index] ?? 0) - (sound[index - 1] ?? 0)))
  }
  return most
}

describe.each(['shorten', 'lengthen'] as const)('%s', (by) => {
  test('keeps speech intelligible and makes no step', () => {
    const sound = speech(4)
    const { out, original, pieces } = stretched(sound, by, 200)
    expect(pieces).toBeGreaterThan(8)
    expect(stoi(original, out)).toBeGreaterThanOrEqual(0.97)
    expect(steepest(out)).toBeLessThanOrEqual(1.1 * steepest(sound))
  }, 30_000)

  test('leaves noise alone, but for what must be', () => {
    const random = seededRandom(5)
    const noise = Float32Array.from({ length: 2 * RATE }, () => random.fraction() - 0.5)
    expect(stretched(noise, by, 20).pieces).toBe(0)
  })

  test('takes any length in quiet, and says that nobody hears it', () => {
    const queue = new SampleQueue()
    queue.push(new Float32Array(STRETCH_AHEAD), STRETCH_AHEAD)
    expect(queue[by](333, 'quiet')).toBe(333)
    expect(queue.audible).toBe(false)
  })

  test('touches no speech where only quiet may be touched', () => {
    const tone = Float32Array.from({ length: STRETCH_AHEAD }, (_, n) => Math.sin(n / 20))
    const queue = new SampleQueue()
    queue.push(tone, tone.length)
    expect(queue[by](Infinity, 'quiet')).toBe(0)
  })

  test('allocates nothing but the few numbers that pass between functions', () => {
    const tone = Float32Array.from({ length: 2 * FRAME }, (_, n) => Math.sin((2 * Math.PI * n) / 240))
    const queue = new SampleQueue()
    const block = new Float32Array(FRAME)
    const turn = (): void => {
      queue.push(tone, tone.length)
      queue[by](Infinity, 'voiced')
      while (queue.take(block, 0) > 0);
    }
    expect(bytesPerCall(turn, 300)).toBeLessThan(64)
  })
})

test('a tone stays whole: whole periods are taken out and put in', () => {
  const period = 240
  const tone = Float32Array.from({ length: 3_000 }, (_, n) => Math.sin((2 * Math.PI * n) / period))
  const stretch = new TimeStretch()
  for (const by of ['remove', 'repeat'] as const) {
    const samples = Float32Array.from(tone)
    const piece = stretch[by](samples, STRETCH_HISTORY, 2_000, Infinity, 'voiced')
    expect(piece % period).toBe(0)
    expect(piece).toBeGreaterThan(0)
    const end = by === 'remove' ? 2_000 - piece : 2_000 + piece
    for (let n = 0; n < end; n += 1) expect(samples[n]).toBeCloseTo(tone[n] ?? 0, 3)
  }
})
