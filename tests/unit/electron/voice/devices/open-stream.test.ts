import { expect, test } from 'vitest'
import { openStream } from '../../../../../electron/voice/devices/open-stream.ts'
import { FakeAudio, fakeDevice } from '../../../../support/fake-audio.ts'

const card = fakeDevice({ inputChannels: 2, isDefaultInput: true, isDefaultOutput: true })
const options = { name: 'default', blockMs: 10, signal: undefined } as const

test('playback begins with one block of silence in its ring', () => {
  const audio = new FakeAudio([card])
  const stream = openStream({ ...options, addon: audio, direction: 'playback' })
  expect(audio.streams[0]?.started).toBe(true)
  expect([stream.channels, stream.fill, stream.ring.indices[0]]).toEqual([2, 480, 480])
})

test.each([
  [10, 240, 10],
  [20, 240, 10],
  [5, 120, 5],
])('blocks of %i ms ask for buffers of %i frames and %i ms', (blockMs, frames, latency) => {
  const audio = new FakeAudio([card])
  openStream({ ...options, blockMs, addon: audio, direction: 'playback' })
  expect(audio.streams[0]?.options).toMatchObject({
    framesPerBuffer: frames,
    latencyMs: latency,
    sampleRate: 48_000,
  })
})

test('a microphone that exists only as a pair is opened as one', () => {
  const audio = new FakeAudio([card])
  audio.refuse = ({ channels }) => channels === 1
  expect(openStream({ ...options, addon: audio, direction: 'capture' }).channels).toBe(2)
})

test('a refusal has a name', () => {
  const audio = new FakeAudio([card])
  audio.refuse = () => true
  for (const direction of ['capture', 'playback'] as const) {
    expect(() => openStream({ ...options, addon: audio, direction })).toThrow(
      expect.objectContaining({ code: 'device-failed', detail: 'default: the system refuses' }),
    )
  }
})
