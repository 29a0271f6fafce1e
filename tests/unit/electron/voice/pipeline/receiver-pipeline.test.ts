import { describe, expect, test } from 'vitest'
import { PLAIN_STRIP } from '../../../../../electron/voice/mix/voice-strip.ts'
import { levelDb } from '../../../../support/audio-measure.ts'
import { Listening, toneOf } from '../../../../support/listening.ts'

/** From here on the jitter buffers give and gains have settled, samples. */
const SETTLED = 24_000
const LOW = toneOf(300, 0.2, 1)
const HIGH = toneOf(2_500, 0.2, 1)

const settled = (signal: Float32Array): Float32Array => signal.subarray(SETTLED)
const wish = (sourceId: number, change: object) => ({ sourceId, ...PLAIN_STRIP, ...change })

describe('what is heard', () => {
  test('is the same from both loudspeakers, as loud as it was sent, while nobody was placed', () => {
    const listening = new Listening(1)
    const { left, right } = listening.run([LOW], 1_000)
    listening.close()
    expect(left).toEqual(right)
    expect(levelDb(settled(left))).toBeCloseTo(levelDb(LOW), 0)
  })

  test('stands where the listener has put it', () => {
    const listening = new Listening(2)
    listening.receiver.setSpeakers([wish(1, { pan: -1 }), wish(2, { pan: 0.5 })])
    const first = listening.run([LOW], 1_000)
    expect(levelDb(settled(first.left))).toBeCloseTo(levelDb(LOW) + 3, 0)
    expect(levelDb(settled(first.right))).toBe(-127)
    const second = listening.run([new Float32Array(0), HIGH], 1_000)
    listening.close()
    const [left, right] = [levelDb(settled(second.left)), levelDb(settled(second.right))]
    // Equal power: 22.5 degrees off the right end.
    expect(right - left).toBeCloseTo(20 * Math.log10(1 / Math.tan(Math.PI / 8)), 0)
    expect(10 * Math.log10(10 ** (left / 10) + 10 ** (right / 10))).toBeCloseTo(levelDb(HIGH) + 3, 0)
  })

  test('follows gain and mute of each speaker', () => {
    const listening = new Listening(1)
    listening.receiver.setSpeakers([wish(1, { gainDb: 6 })])
    expect(levelDb(settled(listening.run([LOW], 1_000).left))).toBeCloseTo(levelDb(LOW) + 6, 0)
    listening.receiver.setSpeakers([wish(1, { muted: true })])
    expect(levelDb(settled(listening.run([LOW], 1_000).left))).toBe(-127)
    listening.close()
  })
})
