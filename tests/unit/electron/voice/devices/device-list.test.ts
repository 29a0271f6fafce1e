import { expect, test } from 'vitest'
import { listDevices } from '../../../../../electron/voice/devices/device-list.ts'
import { FakeAudio, fakeDevice } from '../../../../support/fake-audio.ts'

test('devices have an id that outlives a restart, and no index', () => {
  const { devices, error } = listDevices(false, () => new FakeAudio([fakeDevice({ index: 4, name: 'Mic' })]))
  expect(error).toBeUndefined()
  expect(devices[0]).toMatchObject({ id: 'ALSA:Mic', name: 'Mic', hostApi: 'ALSA', inputChannels: 1 })
  expect(devices[0]).not.toHaveProperty('index')
})

test('an empty list says why', () => {
  expect(listDevices(false, () => new FakeAudio([]))).toMatchObject({
    devices: [],
    error: { code: 'audio-unavailable' },
  })
  const broken = () => {
    throw new Error('libasound is missing')
  }
  expect(listDevices(false, broken)).toMatchObject({
    devices: [],
    error: { code: 'audio-unavailable', detail: 'libasound is missing' },
  })
})
