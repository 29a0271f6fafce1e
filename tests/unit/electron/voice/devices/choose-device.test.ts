import { expect, test } from 'vitest'
import { chooseDevice } from '../../../../../electron/voice/devices/choose-device.ts'
import { DeviceCatalog, type Direction } from '../../../../../electron/voice/devices/device-catalog.ts'
import { fakeDevice, fakeServerDevice } from '../../../../support/fake-audio.ts'

const mic = fakeDevice({ index: 1, name: 'Mic', outputChannels: 0, isDefaultInput: true })
const box = fakeDevice({ index: 2, name: 'Box', inputChannels: 0, isDefaultOutput: true })
const spare = fakeDevice({ index: 4, name: 'Spare', inputChannels: 0, hostApi: 'JACK Audio Connection Kit' })
const other = fakeDevice({ index: 5, name: 'Box', inputChannels: 0, hostApi: 'OSS' })
const pulse = fakeDevice({ index: 3, name: 'pulse' })
const system = new DeviceCatalog([mic, box, spare, other])

function choose(name: string, direction: Direction, refused: readonly string[] = [], catalog = system) {
  const choice = chooseDevice(catalog, name, direction, (id) => !refused.includes(id))
  return choice === undefined ? undefined : [choice.target.index, choice.isChosen]
}

test.each([
  ['default', 'capture', 1],
  ['default', 'playback', 2],
  ['Mic', 'capture', 1],
  ['ALSA:Box', 'playback', 2],
  ['OSS:Box', 'playback', 5],
] as const)('%s for %s is device %i', (name, direction, index) => {
  expect(choose(name, direction)).toEqual([index, true])
})

test('what is missing, or works only in the other direction, is replaced by the default', () => {
  expect(choose('Nobody', 'capture')).toEqual([1, false])
  expect(choose('Mic', 'playback')).toEqual([2, false])
})

test('the same device through another host API comes before the default, and that before all others', () => {
  expect(choose('OSS:Box', 'playback', ['OSS:Box'])).toEqual([2, false])
  expect(choose('JACK Audio Connection Kit:Spare', 'playback', ['JACK Audio Connection Kit:Spare'])).toEqual([
    2,
    false,
  ])
  expect(choose('ALSA:Box', 'playback', ['ALSA:Box', 'OSS:Box', 'default'])).toEqual([4, false])
  expect(choose('Mic', 'capture', ['ALSA:Mic', 'default'])).toBeUndefined()
})

test('a monitor takes nobody’s place', () => {
  const server = [
    fakeServerDevice('box'),
    fakeServerDevice('box.monitor', { isCapture: true, isMonitor: true }),
  ]
  const catalog = new DeviceCatalog([pulse], server)
  expect(choose('pulse:mouth', 'capture', ['default', 'ALSA:pulse'], catalog)).toBeUndefined()
  expect(choose('pulse:box.monitor', 'capture', [], catalog)).toEqual([3, true])
})

test('a server that does not tell its devices is believed to have what is asked for', () => {
  const silent = new DeviceCatalog([pulse])
  expect(chooseDevice(silent, 'pulse:ear', 'playback')).toMatchObject({
    ...{ isChosen: true, target: { index: 3, route: { name: 'PULSE_SINK', value: 'ear' } } },
  })
})
