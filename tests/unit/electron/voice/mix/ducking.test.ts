import { describe, expect, it } from 'vitest'
import { Ducking } from '../../../../../electron/voice/mix/ducking.ts'
import { decibelsOf } from '../../../../../electron/voice/units.ts'

/** Gains of the others in dB, each 10 ms. */
function ducked(ducking: Ducking, talks: boolean, milliseconds: number): number[] {
  return Array.from({ length: milliseconds / 10 }, () => decibelsOf(ducking.next(talks, 10)))
}

describe('ducking', () => {
  it('changes nothing while no priority speaker talks', () => {
    expect(new Ducking().next(false, 10)).toBe(1)
  })

  it('lowers the others by 12 dB within 60 ms and lets them back within 600 ms, evenly', () => {
    const ducking = new Ducking()
    const down = ducked(ducking, true, 60)
    expect(down.at(-1)).toBeCloseTo(-12, 6)
    expect(ducked(ducking, true, 100).at(-1)).toBeCloseTo(-12, 6)
    const up = ducked(ducking, false, 610)
    expect(up.at(-1)).toBe(0)
    const steps = up.map((gain, index) => gain - (up[index - 1] ?? -12))
    expect(Math.max(...steps)).toBeLessThan(0.21)
  })
})
