import { afterEach, describe, expect, it } from 'vitest'
import { levelDb } from '../../../../support/audio-measure.ts'
import { toneDb } from '../../../../support/tone-level.ts'
import { VoiceLine, type VoiceLineOptions } from '../../../../support/voice-line.ts'

const RATE = 48_000
const LEFT_HZ = 440
const RIGHT_HZ = 1_000
/** The call has settled by then, samples. */
const SETTLED = RATE / 2
const MUSIC = { kind: 'music', bitrate: 128_000 } as const

const tone = (hz: number, seconds: number) =>
  Float32Array.from({ length: RATE * seconds }, (_, at) => 0.2 * Math.sin((2 * Math.PI * hz * at) / RATE))

let line: VoiceLine | undefined
afterEach(() => {
  line?.close()
})

/** One tone left, another one right; what both ears hear. `each` as of `speak`. */
function call(options: VoiceLineOptions, each?: (atMs: number, line: VoiceLine) => void, seconds = 2) {
  const made = new VoiceLine(options)
  line = made
  const [a, b] = [tone(LEFT_HZ, seconds), tone(RIGHT_HZ, seconds)]
  const mean = a.map((sample, at) => (sample + (b[at] ?? 0)) / 2)
  const side = a.map((sample, at) => (sample - (b[at] ?? 0)) / 2)
  const left = made.speak(mean, (ms) => each?.(ms, made), side)
  return { left, right: made.right, line: made }
}

/** How much louder the wanted tone is than the other one, dB. */
const apart = (samples: Float32Array, wanted: number, other: number) =>
  toneDb(samples, wanted) - toneDb(samples, other)

function expectApart({ left, right }: { left: Float32Array; right: Float32Array }, from: number, to: number) {
  expect(apart(left.subarray(from, to), LEFT_HZ, RIGHT_HZ)).toBeGreaterThan(30)
  expect(apart(right.subarray(from, to), RIGHT_HZ, LEFT_HZ)).toBeGreaterThan(30)
}

describe('sound in stereo', () => {
  it.each([2.5, 10, 20, 60] as const)('stays left and right in frames of %d ms', (frameMs) => {
    const heard = call({ frameMs, plan: { ...MUSIC, frameMs, stereo: true } })
    expectApart(heard, SETTLED, heard.left.length)
    expect(Math.abs(levelDb(heard.left.subarray(SETTLED)) - levelDb(tone(LEFT_HZ, 1)))).toBeLessThan(1)
  })

  it('is the mean of both where the channel has one', () => {
    const { left, right } = call({ plan: MUSIC })
    expect(left.subarray(SETTLED)).toEqual(right.subarray(SETTLED))
    expect(Math.abs(apart(left.subarray(SETTLED), LEFT_HZ, RIGHT_HZ))).toBeLessThan(3)
  })

  it('is the mean of both while a step of processing is on', () => {
    const { left, right } = call({ plan: { ...MUSIC, stereo: true } }, (ms, { sender }) => {
      if (ms === 1) sender.chain.switch({ highPass: true })
    })
    expect(left.subarray(SETTLED)).toEqual(right.subarray(SETTLED))
  })

  it('comes and goes within a call without a gap', () => {
    const heard = call(
      {},
      (ms, at) => {
        if (ms === 1_000) at.plan({ ...MUSIC, stereo: true })
        if (ms === 2_000) at.plan({})
      },
      3,
    )
    const { left, right } = heard
    expect(left.subarray(SETTLED, RATE)).toEqual(right.subarray(SETTLED, RATE))
    expectApart(heard, 1.2 * RATE, 1.9 * RATE)
    expect(Math.abs(apart(left.subarray(2.2 * RATE), LEFT_HZ, RIGHT_HZ))).toBeLessThan(3)
    const window = RATE / 100
    for (const ear of [left, right])
      for (let at = SETTLED; at + window <= ear.length; at += window)
        expect(levelDb(ear.subarray(at, at + window))).toBeGreaterThan(-27)
    expect(heard.line.stats).toMatchObject({ lost: 0, concealed: 0 })
  })

  it('stays so where packets are lost, with copies or without', () => {
    for (const redundancy of [0, 2] as const) {
      const heard = call({ impairment: { loss: 0.05 }, plan: { ...MUSIC, stereo: true, redundancy } })
      expect(heard.line.stats.lost).toBeGreaterThan(0)
      const { left, right } = heard
      expect(apart(left.subarray(SETTLED), LEFT_HZ, RIGHT_HZ)).toBeGreaterThan(15)
      expect(apart(right.subarray(SETTLED), RIGHT_HZ, LEFT_HZ)).toBeGreaterThan(15)
      heard.line.close()
    }
  })
})
