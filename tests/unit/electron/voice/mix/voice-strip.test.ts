import { describe, expect, it } from 'vitest'
import { PLAIN_STRIP, VoiceStrip } from '../../../../../electron/voice/mix/voice-strip.ts'
import { gainOf } from '../../../../../electron/voice/units.ts'
import { speech } from '../../../../support/speech.ts'

const FRAME = new Float32Array(480)

describe('a voice strip', () => {
  it('passes a voice as it is where nobody said anything', () => {
    const strip = new VoiceStrip()
    strip.aim(FRAME, false, 1)
    for (const ramp of [strip.left, strip.right]) {
      expect(ramp.from).toBeCloseTo(1, 12)
      expect(ramp.to).toBeCloseTo(1, 12)
    }
  })

  it('reaches another gain, silence and place at the end of a frame', () => {
    const strip = new VoiceStrip()
    strip.aim(FRAME, false, 1)
    strip.settings = { ...PLAIN_STRIP, gainDb: 6, pan: -1 }
    strip.aim(FRAME, false, 1)
    expect(strip.left.from).toBeCloseTo(1, 12)
    expect(strip.left.to).toBeCloseTo(Math.SQRT2 * gainOf(6), 12)
    expect(strip.right.to).toBeCloseTo(0, 9)
    strip.settings = { ...PLAIN_STRIP, muted: true }
    strip.aim(FRAME, false, 1)
    expect(strip.left.to).toBe(0)
    strip.aim(FRAME, false, 1)
    expect([strip.left.from, strip.left.to]).toEqual([0, 0])
  })

  it('sinks for others, not for itself', () => {
    const strip = new VoiceStrip()
    strip.aim(FRAME, false, 0.25)
    expect(strip.left.to).toBeCloseTo(0.25, 12)
    strip.settings = { ...PLAIN_STRIP, priority: true }
    strip.aim(FRAME, false, 0.25)
    expect(strip.left.to).toBeCloseTo(1, 12)
  })

  it('matches loudness only when asked to', () => {
    const strip = new VoiceStrip()
    const quiet = speech(6).map((sample) => sample * 0.1)
    for (let from = 0; from < quiet.length; from += 480) strip.aim(quiet.subarray(from, from + 480), true, 1)
    expect(strip.matchDb).toBeGreaterThan(3)
    expect(strip.left.to).toBeCloseTo(gainOf(strip.matchDb), 9)
    strip.aim(FRAME, false, 1)
    expect(strip.left.to).toBeCloseTo(1, 12)
  })
})
