import { describe, expect, it } from 'vitest'
import { MIX_CONFIG } from '../../../../../electron/voice/mix/config.ts'
import { GainRamp } from '../../../../../electron/voice/mix/gain-ramp.ts'
import { Mixer } from '../../../../../electron/voice/mix/mixer.ts'
import { VoiceStrip } from '../../../../../electron/voice/mix/voice-strip.ts'
import { gainOf } from '../../../../../electron/voice/units.ts'
import { bytesPerCall } from '../../../../support/heap.ts'
import { seededRandom } from '../../../../support/seeded-random.ts'

const FRAME = 480
const CEILING = Math.fround(gainOf(MIX_CONFIG.ceilingDb))
const DELAY = MIX_CONFIG.lookaheadSamples

function rampTo(...gains: number[]): GainRamp {
  const ramp = new GainRamp()
  for (const gain of gains) ramp.aim(gain)
  return ramp
}

/** A block and the one after it, so that what is in the look-ahead comes out. */
function mixed(channels: 1 | 2, add: (mixer: Mixer, block: Float32Array) => void): Float32Array {
  const mixer = new Mixer(channels)
  const both = new Float32Array(2 * FRAME * channels)
  const block = both.subarray(0, FRAME * channels)
  mixer.begin(block)
  add(mixer, block)
  mixer.finish(block)
  mixer.finish(both.subarray(FRAME * channels))
  return both.subarray(DELAY * channels, (DELAY + FRAME) * channels)
}

describe('the mixer', () => {
  it('sums speakers with their gains', () => {
    const out = mixed(1, (mixer, block) => {
      mixer.add(block, new Float32Array(FRAME).fill(0.1), rampTo(1))
      mixer.add(block, new Float32Array(FRAME).fill(0.3), rampTo(0.5))
    })
    for (const sample of out) expect(sample).toBeCloseTo(0.25, 6)
  })

  it('places speakers between two channels', () => {
    const out = mixed(2, (mixer, block) => {
      mixer.add(block, new Float32Array(FRAME).fill(0.1), rampTo(1), rampTo(0.25))
    })
    expect([...out.subarray(0, 4)].map((sample) => Math.round(sample * 1e6) / 1e6)).toEqual([
      0.1, 0.025, 0.1, 0.025,
    ])
  })

  it('moves a gain sample by sample', () => {
    const out = mixed(1, (mixer, block) => {
      mixer.add(block, new Float32Array(FRAME).fill(0.5), rampTo(1, 0))
    })
    const steps = out.map((sample, index) => Math.abs(sample - (out[index - 1] ?? 0.5)))
    expect(Math.max(...steps)).toBeLessThan(0.5 / FRAME + 1e-6)
    expect(out.at(-1)).toBe(0)
  })

  it.each([NaN, -1, -Infinity])('takes the gain %f for none, and too much for the most', (gain) => {
    const speaker = new Float32Array(FRAME).fill(0.01)
    const none = mixed(1, (mixer, block) => {
      mixer.add(block, speaker, rampTo(gain))
    })
    expect(none.every((sample) => sample === 0)).toBe(true)
    const most = mixed(1, (mixer, block) => {
      mixer.add(block, speaker, rampTo(Infinity))
    })
    expect(most[0]).toBeCloseTo(0.1, 6)
  })

  it('keeps 64 talkers finite and below the ceiling, whatever they send', () => {
    const random = seededRandom(7)
    const odd = [NaN, Infinity, -Infinity, 3.4e38, -3.4e38, 1e-42, 1, -1]
    const frames = Array.from({ length: 64 }, (_, talker) =>
      Float32Array.from({ length: FRAME }, () =>
        talker % 2 === 0 ? Math.sign(random.fraction() - 0.5) : (odd[Math.floor(random.fraction() * 8)] ?? 0),
      ),
    )
    const mixer = new Mixer(2)
    const block = new Float32Array(2 * FRAME)
    const strips = frames.map(() => new VoiceStrip())
    for (let turn = 0; turn < 50; turn += 1) {
      mixer.begin(block)
      for (const [talker, frame] of frames.entries()) {
        const strip = strips[talker]
        strip?.aim(frame, true, 1)
        if (strip !== undefined) mixer.add(block, frame, strip.left, strip.right)
      }
      mixer.finish(block)
      expect(block.every((sample) => Math.abs(sample) <= CEILING)).toBe(true)
    }
  })

  // Ten times a second and speaker, a handful of numbers when a step of loudness is complete; else nothing.
  it('allocates next to nothing per block, matching and ducking included', () => {
    const mixer = new Mixer(2)
    const strips = Array.from({ length: 8 }, () => new VoiceStrip())
    const frame = Float32Array.from({ length: FRAME }, (_, index) => 0.3 * Math.sin(index / 9))
    const block = new Float32Array(2 * FRAME)
    const bytes = bytesPerCall(() => {
      mixer.begin(block)
      for (let index = 0; index < strips.length; index += 1) {
        const strip = strips[index]
        if (strip === undefined) continue
        strip.aim(frame, true, 0.5)
        mixer.add(block, frame, strip.left, strip.right)
      }
      mixer.finish(block)
    }, 2_000)
    expect(bytes / strips.length).toBeLessThan(20)
  })
})
