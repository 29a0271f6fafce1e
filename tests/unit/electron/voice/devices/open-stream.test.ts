import { expect, test } from 'vitest'
import { DeviceCatalog, type Direction } from '../../../../../electron/voice/devices/device-catalog.ts'
import { OpenStream } from '../../../../../electron/voice/devices/open-stream.ts'
import { FakeAudio, fakeDevice } from '../../../../support/fake-audio.ts'

const card = fakeDevice({ inputChannels: 2, isDefaultInput: true, isDefaultOutput: true })

function open(audio: FakeAudio, direction: Direction, blockMs = 10): OpenStream {
  const [target] = new DeviceCatalog(audio.list).targets(direction)
  if (target === undefined) throw new Error('no device')
  return new OpenStream({ thread: audio.createSoundThread(), direction, target, blockMs, signal: undefined })
}

/** Looks until it is open. */
function running(stream: OpenStream): OpenStream {
  for (let look = 0; look < 5 && !stream.isRunning(); look += 1);
  return stream
}

test('playback begins with one block of silence in its ring', () => {
  const stream = running(open(new FakeAudio([card]), 'playback'))
  expect([stream.channels, stream.fill, stream.ring.indices[0]]).toEqual([2, 480, 480])
})

test.each([
  [10, 240, 10],
  [20, 240, 10],
  [5, 120, 5],
])('blocks of %i ms ask for buffers of %i frames and %i ms', (blockMs, frames, latency) => {
  const audio = new FakeAudio([card])
  open(audio, 'playback', blockMs)
  expect(audio.streams[0]?.options).toMatchObject({
    framesPerBuffer: frames,
    latencyMs: latency,
    sampleRate: 48_000,
  })
})

test('where nothing was measured the system’s own low latency is asked for', () => {
  const audio = new FakeAudio([{ ...card, hostApi: 'Windows WASAPI', defaultLowOutputLatencyMs: 12 }])
  open(audio, 'playback', 5)
  expect(audio.streams[0]?.options.latencyMs).toBe(12)
})

test('a microphone that exists only as a pair is opened as one, an interface as a whole', () => {
  const audio = new FakeAudio([card])
  audio.refuse = ({ channels }) => channels === 1
  expect(running(open(audio, 'capture')).channels).toBe(2)
  const eight = new FakeAudio([{ ...card, inputChannels: 8, outputChannels: 8 }])
  eight.refuse = ({ channels }) => channels < 8
  for (const direction of ['capture', 'playback'] as const) {
    expect(running(open(eight, direction)).channels).toBe(8)
  }
})

test('a device that refuses 48 kHz is opened at its own rate, buffers and rings of the same length in time', () => {
  const audio = new FakeAudio([{ ...card, defaultSampleRate: 96_000 }])
  audio.refuse = ({ sampleRate }) => sampleRate === 48_000
  const stream = running(open(audio, 'playback'))
  expect([stream.sampleRate, stream.channels, stream.fill, stream.ring.indices[0]]).toEqual([
    96_000, 2, 480, 960,
  ])
  expect(audio.streams[0]?.options).toMatchObject({ sampleRate: 96_000, framesPerBuffer: 480, channels: 2 })
  expect(stream.ring.samples).toHaveLength(2 * 2 * 16_384)
})

test('a sound server is asked for 48 kHz alone: it takes every rate', () => {
  const door = fakeDevice({ name: 'pulse', isDefaultOutput: true, defaultSampleRate: 44_100 })
  const audio = new FakeAudio([door])
  const rates: number[] = []
  audio.refuse = ({ sampleRate }) => rates.push(sampleRate) > 0
  expect(() => running(open(audio, 'playback'))).toThrow()
  expect([...new Set(rates)]).toEqual([48_000])
})

test('a refusal has a name', () => {
  const audio = new FakeAudio([card])
  audio.refuse = () => true
  for (const direction of ['capture', 'playback'] as const) {
    expect(() => running(open(audio, direction))).toThrow(
      expect.objectContaining({ code: 'device-failed', detail: 'Card: the system refuses' }),
    )
  }
})

test('what happened before somebody used it is not counted, and its start is known after its end', () => {
  const audio = new FakeAudio([card])
  const stream = running(open(audio, 'playback'))
  const counters = audio.streams[0]?.options.counters ?? new Int32Array(16)
  counters[3] = 7
  counters[1] = 4
  stream.adopt()
  counters[3] = 9
  counters[1] = 5
  expect([stream.xruns(), stream.deviceXruns()]).toEqual([2, 1])
  expect(stream.startedNs()).toBeUndefined()
  audio.streams[0]?.callback()
  stream.close()
  expect(stream.startedNs()).toBe(2n ** 32n + 5n + 10_000_000n)
})
