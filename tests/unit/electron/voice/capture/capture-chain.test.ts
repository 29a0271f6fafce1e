import { expect, test } from 'vitest'
import type { FrameMs, Processing } from '../../../../../electron/contract/engine.ts'
import { CaptureChain } from '../../../../../electron/voice/capture/capture-chain.ts'
import { EchoCanceller } from '../../../../../electron/voice/capture/echo-canceller.ts'
import { EchoStage } from '../../../../../electron/voice/capture/echo-stage.ts'
import { NoiseSuppressor } from '../../../../../electron/voice/capture/noise-suppressor.ts'
import { samplesOf } from '../../../../../electron/voice/units.ts'
import { levelDb, speech, steepestStep } from '../../../../support/audio-measure.ts'
import { echoOf } from '../../../../support/echo-scene.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { bytesPerCall } from '../../../../support/heap.ts'

const ALL_OFF: Processing = { highPass: false, echo: false, suppressor: false, gain: false }
const ALL_ON: Processing = { highPass: true, echo: true, suppressor: true, gain: true }
/** Bytes of heap per frame that count as none: one number handed from function to function. */
const NEARLY_NONE = 16
/** Long enough for the longest test. */
const voice = speech(4)

function chainOf(processing: Processing, frameMs: FrameMs = 10, clock = new FakeClock()): CaptureChain {
  const samples = samplesOf(frameMs)
  const [suppressor, echo] = [new NoiseSuppressor(samples), new EchoStage(new EchoCanceller(), samples)]
  return new CaptureChain({ frameMs, clock, processing, suppressor, echo })
}

/** Runs a signal through, calling back before each frame. */
function run(
  chain: CaptureChain,
  signal: Float32Array,
  before: (frame: number) => void = () => {},
): Float32Array {
  const out = signal.slice()
  for (let start = 0; start + 480 <= out.length; start += 480) {
    before(start / 480)
    chain.process(out.subarray(start, start + 480))
  }
  return out
}

test('with everything off a frame leaves as it came', () => {
  const short = voice.subarray(0, 48_000)
  expect(run(chainOf(ALL_OFF), short)).toEqual(short)
})

test.each(['highPass', 'echo', 'suppressor', 'gain'] as const)(
  'switching %s on and off makes no click',
  (stage) => {
    const tone = Float32Array.from(
      { length: 3 * 48_000 },
      (_, index) => 0.3 * Math.sin((2 * Math.PI * 300 * index) / 48_000),
    )
    const chain = chainOf(ALL_OFF)
    const switched = run(chain, tone, (frame) => {
      if (frame % 60 === 10) chain.switch({ [stage]: frame % 120 === 10 })
    })
    // Fading two phases of a tone over 480 samples adds at most the sum of both amplitudes over as many.
    expect(steepestStep(switched)).toBeLessThanOrEqual(steepestStep(tone) * 1.3 + 0.6 / 480)
    expect(switched).not.toEqual(tone)
  },
)

test('the suppressor fades in settled: no gap is heard when it is switched on', () => {
  const tone = Float32Array.from(
    { length: 48_000 },
    (_, index) => 0.2 * Math.sin((2 * Math.PI * 200 * index) / 48_000),
  )
  const chain = chainOf(ALL_OFF)
  const out = run(chain, tone, (frame) => {
    if (frame === 20) chain.switch({ suppressor: true })
  })
  for (let start = 20 * 480; start < 24 * 480; start += 480) {
    expect(levelDb(out.subarray(start, start + 480))).toBeGreaterThan(levelDb(tone) - 10)
  }
})

test('takes the echo of what it is told is played out of what is captured, while switched on', () => {
  const echo = echoOf(voice, [{ delayMs: 40, gainDb: -6 }])
  const chain = chainOf({ ...ALL_OFF, echo: true })
  const out = run(chain, echo, (frame) => {
    chain.hear(voice.subarray(frame * 480, (frame + 1) * 480))
    if (frame === 300) chain.switch({ echo: false })
  })
  const lowered = (from: number, to: number) =>
    levelDb(echo.subarray(from * 480, to * 480)) - levelDb(out.subarray(from * 480, to * 480))
  expect(lowered(200, 300)).toBeGreaterThan(25)
  expect(lowered(301, 400)).toBe(0)
})

test('tells what each stage costs and delays', () => {
  const clock = new FakeClock()
  const slow = clock.nowMs.bind(clock)
  clock.nowMs = () => {
    clock.advance(0.25)
    return slow()
  }
  const chain = chainOf({ ...ALL_ON, gain: false }, 10, clock)
  run(chain, voice.subarray(0, 48_000))
  const rows = chain.stats().map(({ costUs, ...row }) => ({ ...row, costUs: Math.round(costUs) }))
  expect(rows).toEqual([
    { stage: 'highPass', on: true, costUs: 250, delayMs: 0 },
    {
      ...{ stage: 'echo', on: true, costUs: 250, delayMs: 2.5 },
      echo: { loweredDb: 0, delayMs: null, bypasses: 0 },
    },
    { stage: 'suppressor', on: true, costUs: 250, delayMs: 10 },
    { stage: 'gain', on: false, costUs: 0, delayMs: 0 },
  ])
})

test('without a suppressor or canceller it goes on, and cannot be talked into one', () => {
  const chain = new CaptureChain({ frameMs: 10, clock: new FakeClock(), processing: ALL_ON })
  chain.switch({ suppressor: true, echo: true })
  chain.hear(voice.subarray(0, 480))
  chain.forgetEcho()
  run(chain, voice.subarray(0, 24_000))
  expect(chain.stats().map(({ stage }) => stage)).toEqual(['highPass', 'gain'])
  expect(chain.speechProbability).toBeNaN()
})

test.each([NaN, Infinity, -Infinity, 3e38, 1e-310])('%d in the input does no lasting harm', (poison) => {
  const chain = chainOf(ALL_ON)
  const bad = voice.slice()
  for (let index = 48_000; index < 48_480; index += 7) bad[index] = poison
  const out = run(chain, bad)
  expect(out.every((sample) => Number.isFinite(sample) && Math.abs(sample) <= 0.9)).toBe(true)
  expect(levelDb(out.subarray(3 * 48_000))).toBeGreaterThan(levelDb(voice.subarray(3 * 48_000)) - 12)
})

test('knows speech from silence', () => {
  const chain = chainOf(ALL_ON)
  const probabilities: number[] = []
  run(chain, voice.subarray(0, 96_000), () => probabilities.push(chain.speechProbability))
  expect(Math.max(...probabilities.slice(1))).toBeGreaterThan(0.9)
  run(chain, new Float32Array(48_000))
  expect(chain.speechProbability).toBeLessThan(0.2)
})

test.each([2.5, 10] as const)('allocates nothing per frame of %f ms', (frameMs) => {
  const chain = chainOf(ALL_ON, frameMs)
  const frame = new Float32Array(samplesOf(frameMs))
  const bytes = bytesPerCall(
    () => {
      for (let index = 0; index < frame.length; index += 1) frame[index] = voice[index] ?? 0
      chain.hear(frame)
      chain.process(frame)
    },
    200,
    50_000 / frameMs,
  )
  expect(bytes).toBeLessThan(NEARLY_NONE)
})
