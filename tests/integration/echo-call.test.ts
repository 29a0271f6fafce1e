import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EngineOptions, FrameMs, Processing } from '../../electron/contract/engine.ts'
import type { EchoStats, SessionStats } from '../../electron/contract/stats.ts'
import { aligned, delayByCorrelation, levelDb, readWav, speech, stoi } from '../support/audio-measure.ts'
import { writeWav } from '../support/audio-measure.ts'
import { EchoRoom } from '../support/echo-room.ts'
import { FakeAudio, fakeDevice } from '../support/fake-audio.ts'
import { OfflineCall } from '../support/offline-call.ts'
import { PacketGuest } from '../support/packet-guest.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/**
 * Whole calls: somebody there speaks, a loudspeaker here plays it into the microphone here, and what comes back there
 * is recorded. Real engines, router, codec and files; network, devices and time are the test's.
 */
const RATE = 48_000
const SECONDS = 11
const FAR = speech(SECONDS, 'en')
/** Other words by another voice, from 5 s on. */
const NEAR = speech(SECONDS + 7, 'en+f3')
  .slice(7 * RATE)
  .map((sample, index) => (index < 5 * RATE ? 0 : sample))
/** Nothing else, so that levels can be compared. */
const ECHO_ONLY: Processing = { highPass: false, echo: true, suppressor: false, gain: false }

let folder = ''
let remove: () => Promise<void>
beforeAll(async () => {
  ;({ folder, remove } = await temporaryFolder())
  writeWav(join(folder, 'far.wav'), FAR)
})
afterAll(() => remove())

interface Scene {
  readonly delayMs: number
  readonly near?: Float32Array
  readonly options?: Partial<EngineOptions>
}

interface Outcome {
  /** What was heard there. */
  readonly heard: Float32Array
  readonly stats: SessionStats
  readonly echo: EchoStats | undefined
}

function callThrough({ delayMs, near = new Float32Array(0), options = {} }: Scene): Outcome {
  const call = new OfflineCall()
  const audio = new FakeAudio([fakeDevice({ name: 'Card', isDefaultInput: true, isDefaultOutput: true })])
  const device = { kind: 'device', name: 'default' } as const
  const here = call.add(
    new PacketGuest(1, 1),
    { capture: device, playback: device, processing: ECHO_ONLY, matching: false, ...options },
    { audio },
  )
  const file = join(folder, 'heard.wav')
  const there = call.add(new PacketGuest(2, 1), {
    capture: { kind: 'wav', file: join(folder, 'far.wav'), loop: false },
    playback: { kind: 'wav', file },
    matching: false,
  })
  here.connect([there])
  there.connect([here])
  const room = new EchoRoom(audio, { delayMs, gainDb: -6 }, near)
  call.run(SECONDS * 1_000, () => {
    room.pass()
  })
  const { stats } = here.stop()
  there.stop()
  const echo = stats.processing?.find(({ stage }) => stage === 'echo')?.echo
  return { heard: readWav(file).samples, stats, echo }
}

/** Seconds of a sound. */
function part(sound: Float32Array, fromS: number, toS: number): Float32Array {
  return sound.subarray(fromS * RATE, toS * RATE)
}

describe.each([40, 120])('an echo at -6 dB after %i ms', (delayMs) => {
  test('alone is lowered by 25 dB within 5 s', () => {
    const without = callThrough({ delayMs, options: { processing: { ...ECHO_ONLY, echo: false } } })
    const { heard, echo } = callThrough({ delayMs })
    expect(levelDb(part(without.heard, 5, 10))).toBeGreaterThan(-40)
    for (const [from, to] of [
      [5, 7],
      [7, 10],
    ] as const) {
      const lowered = levelDb(part(without.heard, from, to)) - levelDb(part(heard, from, to))
      expect(lowered).toBeGreaterThan(25)
    }
    expect(echo?.delayMs).toBeGreaterThan(delayMs)
    expect(echo?.delayMs).toBeLessThan(delayMs + 40)
    expect(echo?.bypasses).toBe(0)
  })

  test('leaves a voice here intelligible that speaks at the same time', () => {
    const { heard, echo } = callThrough({ delayMs, near: NEAR })
    const said = part(NEAR, 5, 10)
    const lag = delayByCorrelation(said, heard, 5 * RATE, 6 * RATE)
    expect(stoi(said, aligned(heard, lag, said.length))).toBeGreaterThan(0.85)
    expect(echo?.bypasses).toBe(0)
  })
})

test.each([2.5, 5, 20, 60] as const)('frames of %f ms serve as well', (frameMs: FrameMs) => {
  const options = { frameMs }
  const without = callThrough({
    delayMs: 60,
    options: { ...options, processing: { ...ECHO_ONLY, echo: false } },
  })
  const { heard } = callThrough({ delayMs: 60, options })
  expect(levelDb(part(without.heard, 5, 10)) - levelDb(part(heard, 5, 10))).toBeGreaterThan(25)
})

test('with devices on both ends it is on by itself, beside all other steps', () => {
  const all: Partial<EngineOptions> = { dsp: true, matching: false }
  const call = new OfflineCall()
  const audio = new FakeAudio([fakeDevice({ name: 'Card', isDefaultInput: true, isDefaultOutput: true })])
  const device = { kind: 'device', name: 'default' } as const
  const here = call.add(new PacketGuest(1, 1), { ...all, capture: device, playback: device }, { audio })
  call.run(1_100)
  expect(
    here
      .of('stats')
      .at(-1)
      ?.stats.processing?.map(({ stage, on }) => [stage, on]),
  ).toEqual([
    ['highPass', true],
    ['echo', true],
    ['suppressor', true],
    ['gain', true],
  ])
  here.post({ type: 'devices', capture: device, playback: { kind: 'null' } })
  call.run(1_000)
  const row = here
    .of('stats')
    .at(-1)
    ?.stats.processing?.find(({ stage }) => stage === 'echo')
  expect(row?.on).toBe(false)
})
