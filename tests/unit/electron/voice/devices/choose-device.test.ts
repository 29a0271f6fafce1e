import { expect, test } from 'vitest'
import { chooseDevice } from '../../../../../electron/voice/devices/choose-device.ts'
import { FakeAudio, fakeDevice } from '../../../../support/fake-audio.ts'

const mic = fakeDevice({ index: 1, name: 'Mic', outputChannels: 0, isDefaultInput: true })
const box = fakeDevice({ index: 2, name: 'Box', inputChannels: 0, isDefaultOutput: true })
const pulse = fakeDevice({ index: 3, name: 'pulse' })
const audio = () => new FakeAudio([mic, box, pulse])

test.each([
  ['default', 'capture', 1],
  ['default', 'playback', 2],
  ['Mic', 'capture', 1],
  ['ALSA:Box', 'playback', 2],
] as const)('%s for %s is device %i', (name, direction, index) => {
  expect(chooseDevice(audio(), name, direction).index).toBe(index)
})

test('a sink or source of PulseAudio is chosen by the environment', () => {
  const system = audio()
  expect(chooseDevice(system, 'pulse:ear', 'playback').index).toBe(3)
  expect(chooseDevice(system, 'pulse:mouth.monitor', 'capture').index).toBe(3)
  expect([...system.environment]).toEqual([
    ['PULSE_SINK', 'ear'],
    ['PULSE_SOURCE', 'mouth.monitor'],
  ])
})

test('names that fit nothing, or only the other direction, are unknown', () => {
  for (const [name, direction] of [
    ['Nobody', 'capture'],
    ['Mic', 'playback'],
    ['ALSA:Box', 'capture'],
  ] as const) {
    expect(() => chooseDevice(audio(), name, direction)).toThrow(
      expect.objectContaining({ code: 'device-unknown' }),
    )
  }
})

test('without any device there is no sound', () => {
  expect(() => chooseDevice(new FakeAudio([mic]), 'default', 'playback')).toThrow(
    expect.objectContaining({ code: 'audio-unavailable' }),
  )
})
