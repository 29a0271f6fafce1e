import { expect, test } from 'vitest'
import { DeviceCatalog } from '../../../../../electron/voice/devices/device-catalog.ts'
import { listOf, withoutDevices } from '../../../../../electron/voice/devices/device-list.ts'
import { fakeDevice, fakeServerDevice } from '../../../../support/fake-audio.ts'

const door = fakeDevice({
  index: 3,
  name: 'pulse',
  inputChannels: 2,
  isDefaultInput: true,
  isDefaultOutput: true,
})
const server = [
  fakeServerDevice('box'),
  fakeServerDevice('ear', { isDefault: true }),
  fakeServerDevice('mouth', { isCapture: true, isDefault: true, channels: 1 }),
  fakeServerDevice('box.monitor', { isCapture: true, isMonitor: true }),
]

test('devices have an id that outlives a restart, and no index', () => {
  const { devices, error } = listOf(new DeviceCatalog([fakeDevice({ index: 4, name: 'Mic' })]))
  expect(error).toBeUndefined()
  expect(devices[0]).toMatchObject({ id: 'ALSA:Mic', name: 'Mic', hostApi: 'ALSA', preferred: true })
  expect(devices[0]).not.toHaveProperty('index')
})

test('an empty list says why', () => {
  expect(listOf(new DeviceCatalog([]))).toMatchObject({ devices: [], error: { code: 'audio-unavailable' } })
  expect(withoutDevices(new Error('libasound is missing'))).toMatchObject({
    devices: [],
    error: { code: 'audio-unavailable', detail: 'libasound is missing' },
  })
})

test('the sound server’s devices come first, its default is marked, and PortAudio’s door to it is no device', () => {
  const list = new DeviceCatalog([door], server).list()
  const found = list.map(({ id, preferred, isDefaultInput, isDefaultOutput }) => [
    id,
    preferred,
    isDefaultInput,
    isDefaultOutput,
  ])
  expect(found).toEqual([
    ['pulse:box', true, false, false],
    ['pulse:ear', true, false, true],
    ['pulse:mouth', true, true, false],
    ['pulse:box.monitor', false, false, false],
    ['ALSA:pulse', false, false, false],
  ])
})

test('a stream to a server’s device is led there by the environment, and the default is left to the server', () => {
  const catalog = new DeviceCatalog([door], server)
  const [first, ...others] = catalog.targets('playback')
  expect(first).toMatchObject({ id: 'default', index: 3, route: { name: 'PULSE_SINK', value: null } })
  expect(others[0]).toMatchObject({ id: 'pulse:box', index: 3, route: { value: 'box' }, name: 'The box' })
  const routed = new DeviceCatalog([door], undefined, { PULSE_SOURCE: 'mouth' })
  expect(routed.targets('capture')[0]?.route).toEqual({ name: 'PULSE_SOURCE', value: 'mouth' })
})

test('without a door to it a server’s devices cannot be had', () => {
  const catalog = new DeviceCatalog([fakeDevice({ name: 'Card' })], server)
  expect(catalog.missesDoor).toBe(true)
  expect(catalog.list().map(({ id }) => id)).toEqual(['ALSA:Card'])
  expect([catalog.has('pulse:ear', 'playback'), catalog.has('ALSA:Card', 'playback')]).toEqual([false, true])
})

test('a server that has no device has nothing behind its door', () => {
  const catalog = new DeviceCatalog([door, fakeDevice({ name: 'Card' })], [])
  expect(catalog.targets('playback').map(({ id }) => id)).toEqual(['ALSA:Card'])
})

test('of the same device through several host APIs the best one is preferred', () => {
  const long = 'Headset (A very long name of a headset indeed)'
  const devices = [
    fakeDevice({ index: 0, hostApi: 'MME', name: long.slice(0, 31) }),
    fakeDevice({ index: 1, hostApi: 'Windows DirectSound', name: long }),
    fakeDevice({ index: 2, hostApi: 'Windows WASAPI', name: long }),
    fakeDevice({ index: 3, hostApi: 'MME', name: 'Old card' }),
  ]
  const list = new DeviceCatalog(devices).list()
  expect(list.map(({ hostApi, preferred }) => [hostApi, preferred])).toEqual([
    ['Windows WASAPI', true],
    ['MME', true],
    ['Windows DirectSound', false],
    ['MME', false],
  ])
})
