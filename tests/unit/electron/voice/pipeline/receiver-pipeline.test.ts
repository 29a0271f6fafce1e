import { describe, expect, test } from 'vitest'
import { MIX_CONFIG } from '../../../../../electron/voice/mix/config.ts'
import { GainRamp } from '../../../../../electron/voice/mix/gain-ramp.ts'
import { Mixer } from '../../../../../electron/voice/mix/mixer.ts'
import { PLAIN_STRIP } from '../../../../../electron/voice/mix/voice-strip.ts'
import { gainOf } from '../../../../../electron/voice/units.ts'
import { levelDb, steepestStep } from '../../../../support/audio-measure.ts'
import { BLOCK_MS, Listening, toneOf } from '../../../../support/listening.ts'

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

describe('a crowd', () => {
  const CEILING = Math.fround(gainOf(MIX_CONFIG.ceilingDb))
  const peakOf = (signal: Float32Array): number =>
    signal.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)

  test('64 talkers at full scale at once: no clipping', () => {
    const listening = new Listening(64)
    const signals = listening.talkers.map((_, index) => toneOf(200 + 37 * index, 1, 1))
    const { left, right } = listening.run(signals, 600)
    const stats = listening.receiver.stats(listening.nowMs)
    listening.close()
    expect(stats.every(({ packetsReceived, lost }) => packetsReceived === 60 && lost === 0)).toBe(true)
    for (const side of [left, right]) {
      expect(peakOf(side)).toBeLessThanOrEqual(CEILING)
      expect(peakOf(side.subarray(SETTLED))).toBeGreaterThan(0.5)
    }
    expect(listening.receiver.crowdedOut).toBe(0)
  })

  test('NaN, infinity, denormals, full-scale square wave at the mixer: finite and below -1 dBFS, limited', () => {
    const bad = [NaN, Infinity, -Infinity, 1e-42, -1e-45, 3.4e38]
    const square = Float32Array.from({ length: 480 }, (_, index) => (index % 96 < 48 ? 1 : -1))
    const mixer = new Mixer(2)
    const ramp = new GainRamp()
    ramp.aim(1)
    const block = new Float32Array(960)
    for (let turn = 0; turn < 20; turn += 1) {
      mixer.begin(block)
      for (const value of bad) mixer.add(block, new Float32Array(480).fill(value), ramp)
      mixer.add(block, square, ramp)
      mixer.finish(block)
      expect(block.every((sample) => Math.abs(sample) <= CEILING)).toBe(true)
    }
    expect(peakOf(block)).toBeGreaterThan(0.5)
    expect(mixer.limiterGain).toBeLessThan(1)
  })

  test('of more than 64 voices the loudest are decoded, the others counted and shown', () => {
    const listening = new Listening(66)
    const quiet = toneOf(300, 0.01, 1)
    // All the places are taken before the last two, of whom one is loud, begin to talk.
    listening.run(
      listening.talkers.slice(0, 64).map(() => quiet),
      1_200,
    )
    listening.run([...listening.talkers.slice(0, 64).map(() => quiet), quiet, HIGH], 600)
    const speakers = listening.receiver.stats(listening.nowMs)
    listening.close()
    const received = speakers.map(({ packetsReceived }) => packetsReceived)
    expect(received.slice(64)).toEqual([0, 60])
    // Passed over: the last quiet one, and after its packet of the first 10 ms the one that made room.
    expect(listening.receiver.crowdedOut).toBe(60 + 59)
    expect(speakers[64]?.speaking).toBe(true)
  })
})

describe('a priority speaker', () => {
  const talk = toneOf(300, 0.2, 4)
  /** Level of the other one's tone alone in a stretch, by what a filter at its frequency lets through. */
  const levelAt = (hz: number, signal: Float32Array): number => {
    let [real, imaginary] = [0, 0]
    for (const [index, sample] of signal.entries()) {
      real += sample * Math.cos((2 * Math.PI * hz * index) / 48_000)
      imaginary += sample * Math.sin((2 * Math.PI * hz * index) / 48_000)
    }
    return 20 * Math.log10((2 * Math.hypot(real, imaginary)) / signal.length)
  }

  test('lowers the others by 12 dB within 100 ms, lets them back smoothly, without a click', () => {
    const listening = new Listening(2)
    listening.receiver.setSpeakers([wish(2, { priority: true })])
    const silence = new Float32Array(48_000)
    const chief = new Float32Array(4 * 48_000)
    chief.set(HIGH, 48_000)
    chief.set(silence, 2 * 48_000)
    const { left } = listening.run([talk, chief], 4_000)
    const [, stats] = listening.receiver.stats(listening.nowMs)
    listening.close()
    const ms = (from: number, to: number): Float32Array => left.subarray(48 * from, 48 * to)
    const before = levelAt(300, ms(800, 1_000))
    // Ducking begins with the block in which the other one is heard first.
    const onset = 1_000 + (stats?.targetDelayMs ?? NaN) + BLOCK_MS
    const after = levelAt(300, ms(onset + 100, onset + 200))
    expect(before - after).toBeGreaterThan(11)
    expect(before - after).toBeLessThan(13)
    expect(before - levelAt(300, ms(3_600, 3_800))).toBeCloseTo(0, 0)
    const falling = Array.from({ length: 20 }, (_, step) =>
      levelAt(300, ms(2_000 + 60 * step, 2_060 + 60 * step)),
    )
    const steps = falling.map((level, index) => level - (falling[index - 1] ?? level))
    expect(Math.max(...steps.map(Math.abs))).toBeLessThan(3)
    // Both tones at full level change by at most this much between two samples.
    const steepest = 0.2 * 2 * Math.PI * ((300 + 2_500) / 48_000)
    expect(steepestStep(ms(1_200, 4_000))).toBeLessThan(steepest)
  })
})
