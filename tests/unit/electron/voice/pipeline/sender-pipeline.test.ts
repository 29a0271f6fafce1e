import { afterEach, describe, expect, test } from 'vitest'
import type { EngineOptions, FrameMs, Processing } from '../../../../../electron/contract/engine.ts'
import { CaptureChain } from '../../../../../electron/voice/capture/capture-chain.ts'
import { NoiseSuppressor } from '../../../../../electron/voice/capture/noise-suppressor.ts'
import { OpusDecoder } from '../../../../../electron/voice/codec/opus-decoder.ts'
import { OpusEncoder } from '../../../../../electron/voice/codec/opus-encoder.ts'
import { frameMsOf } from '../../../../../electron/voice/packet/frame-code.ts'
import { FLAGS, PacketHeader, parseHeader } from '../../../../../electron/voice/packet/header.ts'
import { PacketOpener } from '../../../../../electron/voice/packet/seal.ts'
import { captureMsOf, SenderPipeline } from '../../../../../electron/voice/pipeline/sender-pipeline.ts'
import { SessionKeys } from '../../../../../electron/voice/pipeline/session-keys.ts'
import { samplesOf } from '../../../../../electron/voice/units.ts'
import { levelDb, speech } from '../../../../support/audio-measure.ts'
import { FakeClock } from '../../../../support/fake-clock.ts'
import { epochSecret, testBytes } from '../../../../support/packet-guest.ts'

const OFF: Processing = { highPass: false, echo: false, suppressor: false, gain: false }

interface Sent {
  readonly sequence: number
  readonly timestamp: number
  readonly start: boolean
  readonly end: boolean
  readonly frame: Float32Array
}

/** A sender whose packets are opened and decoded again. */
class Bench {
  readonly sent: Sent[] = []
  readonly sender: SenderPipeline
  readonly #clock = new FakeClock()
  readonly #keys = new SessionKeys(7, testBytes('nonce', 16))
  readonly #opener = new PacketOpener()
  readonly #decoder = new OpusDecoder()
  hasPath = true
  /** Times another session was asked for. */
  asked = 0

  constructor(mode: EngineOptions['mode'], processing: Processing = OFF, frameMs: FrameMs = 10) {
    const suppressor = new NoiseSuppressor(samplesOf(captureMsOf(frameMs)))
    this.#keys.renew(1, 1, epochSecret(1, 1), 0)
    this.sender = new SenderPipeline({
      ...{ frameMs, mode, bitrate: 64_000 },
      makeEncoder: (config) => new OpusEncoder(config),
      chain: new CaptureChain({ frameMs: captureMsOf(frameMs), clock: this.#clock, processing, suppressor }),
      hasPath: () => this.hasPath,
      onNumbersEnding: () => {
        this.asked += 1
      },
      send: (bytes, length) => this.#take(bytes, length),
    })
    this.sender.setSession(this.#keys)
  }

  /** Another session, counted from a number on. */
  startAt(firstNumber: number): void {
    this.sender.setSession(this.#keys, firstNumber)
  }

  /** Speaks a signal, as far as it fills frames. */
  speak(signal: Float32Array): void {
    const { frame } = this.sender
    for (let start = 0; start + frame.length <= signal.length; start += frame.length) {
      frame.set(signal.subarray(start, start + frame.length))
      this.sender.process(this.#clock.nowMs())
      this.#clock.advance(frame.length / 48)
    }
  }

  /** Everything sent, each frame at the place of its timestamp. */
  timeline(length: number): Float32Array {
    const out = new Float32Array(length)
    for (const { timestamp, frame } of this.sent) {
      if (timestamp + frame.length <= length) out.set(frame, timestamp)
    }
    return out
  }

  close(): void {
    this.sender.close()
    this.#decoder.close()
  }

  #take(bytes: Uint8Array, length: number): boolean {
    const header = new PacketHeader()
    expect(parseHeader(bytes, 0, length, header)).toBeUndefined()
    const key = this.#keys.own(1, this.#clock.nowMs()) ?? new Uint8Array(32)
    const payload = this.#opener.open(bytes.slice(0, length), 0, length, key)
    const frame = new Float32Array(samplesOf(frameMsOf(header.frameCode) ?? 0))
    expect(this.#decoder.decode(this.#opener.view(payload), frame)).toBe(frame.length)
    const { sequence, timestamp, flags } = header
    const start = (flags & FLAGS.spurtStart) !== 0
    this.sent.push({ sequence, timestamp, start, end: (flags & FLAGS.spurtEnd) !== 0, frame })
    return true
  }
}

const benches: Bench[] = []
const bench = (...options: ConstructorParameters<typeof Bench>): Bench => {
  const made = new Bench(...options)
  benches.push(made)
  return made
}

afterEach(() => {
  for (const each of benches.splice(0)) each.close()
})

const second = 48_000
const silence = new Float32Array(second)
const voice = speech(2)
const onset = voice.findIndex((sample) => Math.abs(sample) > 2e-3)

/** A second of silence, then speech from its very first sound. */
function afterSilence(): Float32Array {
  const signal = new Float32Array(3 * second)
  signal.set(voice.subarray(onset, onset + second), second)
  return signal
}

describe('mode vad', () => {
  test.each([
    ['by level', OFF, 0],
    ['by the suppressor', { ...OFF, suppressor: true }, 480],
  ])('the first syllable survives whole (%s)', (_, processing, lag) => {
    const made = bench('vad', processing)
    const signal = afterSilence()
    made.speak(signal)
    const lookahead = 120
    const sent = made.timeline(signal.length)
    const from = second + lag + lookahead
    const [said, heard] = [signal.subarray(second, second + 2_880), sent.subarray(from, from + 2_880)]
    expect(levelDb(heard)).toBeGreaterThan(levelDb(said) - 2)
    expect(made.sent[0]?.timestamp).toBeLessThanOrEqual(second + 480)
  })

  test.each([2.5, 10, 40] as const)(
    'the pre-roll is a burst with its own times (frames of %f ms)',
    (frameMs) => {
      const made = bench('vad', OFF, frameMs)
      made.speak(afterSilence())
      const samples = samplesOf(frameMs)
      expect(made.sent.filter(({ start }) => start)).toHaveLength(1)
      expect(made.sent[0]?.start).toBe(true)
      for (const [index, { sequence, timestamp }] of made.sent.entries()) {
        expect(sequence).toBe(index)
        expect(timestamp).toBe((made.sent[0]?.timestamp ?? 0) + index * samples)
      }
      expect(made.sent.at(-1)?.end).toBe(true)
    },
  )

  test('nothing is sent in silence, and each spurt has a start and an end', () => {
    const made = bench('vad')
    made.speak(silence)
    expect(made.sent).toHaveLength(0)
    made.speak(afterSilence())
    made.speak(afterSilence())
    expect(made.sent.filter(({ start }) => start).length).toBeGreaterThanOrEqual(2)
    expect(made.sent.filter(({ start }) => start).length).toBe(made.sent.filter(({ end }) => end).length)
    expect(made.sent.map(({ sequence }) => sequence)).toEqual(made.sent.map((_, index) => index))
  })

  test('what is said while muted is not sent afterwards', () => {
    const made = bench('vad')
    made.sender.setSilenced(true)
    made.speak(voice)
    made.sender.setSilenced(false)
    const before = voice.length
    made.speak(voice.subarray(onset))
    expect(made.sent[0]?.timestamp).toBeGreaterThanOrEqual(before)
  })

  test('without a path nothing is sent, and the spurt begins when there is one', () => {
    const made = bench('vad')
    made.hasPath = false
    made.speak(voice.subarray(0, second))
    made.hasPath = true
    made.speak(voice.subarray(second))
    expect(made.sent[0]).toMatchObject({ sequence: 0, start: true })
  })
})

describe('mode ptt', () => {
  test('sends while the key is held and 200 ms longer, and nothing from before', () => {
    const made = bench('ptt')
    made.speak(voice.subarray(0, second))
    expect(made.sent).toHaveLength(0)
    made.sender.setTalking(true)
    made.speak(voice.subarray(0, second / 2))
    made.sender.setTalking(false)
    made.speak(voice.subarray(0, second))
    expect(made.sent).toHaveLength(50 + 20)
    expect(made.sent[0]).toMatchObject({ timestamp: second, start: true })
    expect(made.sent.at(-1)).toMatchObject({ end: true })
    expect(made.sender.sending).toBe(false)
  })

  test('muting ends it at once; a key still held begins anew', () => {
    const made = bench('ptt')
    made.sender.setTalking(true)
    made.speak(voice.subarray(0, 4_800))
    made.sender.setSilenced(true)
    made.speak(voice.subarray(0, 4_800))
    expect(made.sent).toHaveLength(11)
    made.sender.setSilenced(false)
    made.speak(voice.subarray(0, 480))
    expect(made.sent.at(-1)).toMatchObject({ start: true })
  })
})

describe('another mode', () => {
  test('ends the spurt, and begins one by its own rule', () => {
    const made = bench('continuous')
    made.speak(silence.subarray(0, 4_800))
    made.sender.setMode('ptt', 100)
    expect(made.sent).toHaveLength(11)
    expect(made.sent.at(-1)).toMatchObject({ end: true })
    made.speak(silence.subarray(0, 4_800))
    expect(made.sent).toHaveLength(11)
    made.sender.setTalking(true)
    made.speak(silence.subarray(0, 960))
    expect(made.sent[11]).toMatchObject({ sequence: 11, start: true })
    made.sender.setMode('continuous', 300)
    made.speak(silence.subarray(0, 960))
    expect(made.sent.slice(13).map(({ start, end }) => [start, end])).toEqual([
      ...[
        [false, true],
        [true, false],
        [false, false],
      ],
    ])
  })

  test('to vad never sends what was said before it', () => {
    const made = bench('ptt')
    made.speak(voice.subarray(onset, onset + second / 2))
    made.sender.setMode('vad', 500)
    made.speak(voice.subarray(onset + second / 2))
    expect(made.sent[0]?.timestamp).toBeGreaterThanOrEqual(second / 2)
  })

  test('with other times goes on without a break', () => {
    const made = bench('ptt')
    made.sender.setTalking(true)
    made.speak(silence.subarray(0, 4_800))
    made.sender.setMode('ptt', 100, { releaseMs: 50 })
    made.sender.setTalking(false)
    made.speak(silence)
    expect(made.sent).toHaveLength(10 + 5)
    expect(made.sent.filter(({ start }) => start)).toHaveLength(1)
  })
})

test('mode continuous sends every frame as it is', () => {
  const made = bench('continuous')
  made.speak(silence)
  expect(made.sent).toHaveLength(100)
  expect(made.sent.map(({ start }) => start)).toEqual([true, ...new Array<boolean>(99).fill(false)])
})

describe('a counter near its end', () => {
  test('another session is asked for once, 2^16 numbers before', () => {
    const made = bench('continuous')
    made.startAt(2 ** 32 - 2 ** 16 - 50)
    made.speak(silence.subarray(0, 49 * 480))
    expect(made.asked).toBe(0)
    made.speak(silence)
    expect(made.asked).toBe(1)
    expect(made.sent).toHaveLength(149)
  })

  test('it never wraps: after the last number nothing is sent', () => {
    const made = bench('continuous')
    made.startAt(2 ** 32 - 3)
    made.speak(silence)
    expect(made.sent.map(({ sequence }) => sequence)).toEqual([2 ** 32 - 3, 2 ** 32 - 2, 2 ** 32 - 1])
    made.startAt(0)
    made.speak(silence.subarray(0, 480))
    expect(made.sent.at(-1)?.sequence).toBe(0)
  })
})
