import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lookAheadMsOf, mouthToEarOf } from '../../../../../electron/voice/pipeline/mouth-to-ear.ts'

const ms = fc.double({ min: 0, max: 5_000, noNaN: true })
const own = fc.record({
  ...{ capture: ms, processing: ms, frame: ms, codec: ms, network: ms, mix: ms, playback: ms },
})
const sendDelay = fc.record({ captureMs: ms, networkMs: ms })
const frameMs = fc.constantFrom(2.5, 5, 10, 20, 40, 60)

test('the whole is the sum of its parts, each of the side it belongs to', () => {
  fc.assert(
    fc.property(own, sendDelay, frameMs, ms, (near, far, frame, heldMs) => {
      const { total, ...parts } = mouthToEarOf({ sendDelay: far, frameMs: frame, heldMs }, near) ?? {
        total: NaN,
      }
      expect(parts).toEqual({
        capture: far.captureMs,
        frame,
        codec: lookAheadMsOf(frame),
        network: far.networkMs + near.network,
        held: heldMs,
        mix: near.mix,
        playback: near.playback,
      })
      const sum = Object.values(parts).reduce((before, part) => before + part, 0)
      expect(total).toBeCloseTo(sum, 6)
    }),
  )
})

test('is not known where the speaker has not told, or the host has not answered', () => {
  const near = { capture: 1, processing: 0, frame: 10, codec: 2.5, network: 3, mix: 1.5, playback: 9 }
  const voice = { sendDelay: { captureMs: 8, networkMs: 2 }, frameMs: 10, heldMs: 15 }
  expect(mouthToEarOf(voice, near)?.total).toBe(8 + 10 + 2.5 + 5 + 15 + 1.5 + 9)
  expect(mouthToEarOf({ ...voice, sendDelay: undefined }, near)).toBeNull()
  expect(mouthToEarOf(voice, { ...near, network: null })).toBeNull()
})

test('short frames look less far ahead', () => {
  expect([2.5, 5, 10, 20, 40, 60].map(lookAheadMsOf)).toEqual([2.5, 2.5, 2.5, 6.5, 6.5, 6.5])
})
