import { PalabreError } from '../../contract/errors.ts'
import type { AudioAddon, NativeDevice } from '../../../native/index.ts'
import { deviceIdOf } from './device-list.ts'

export type Direction = 'capture' | 'playback'

/** Chooses one sink or source of PulseAudio or PipeWire, which PortAudio lists only as a whole. */
const PULSE_PREFIX = 'pulse:'
const PULSE_DEVICE = 'pulse'
const PULSE_VARIABLE = { capture: 'PULSE_SOURCE', playback: 'PULSE_SINK' } as const

/**
 * The device a name means: `default`, an id of the device list, a name as PortAudio tells it, or
 * `pulse:SINK_OR_SOURCE`. Throws PalabreError `device-unknown`, or `audio-unavailable` where there is none at all.
 */
export function chooseDevice(addon: AudioAddon, name: string, direction: Direction): NativeDevice {
  const devices = addon.devices().filter((device) => channelsOf(device, direction) > 0)
  if (devices.length === 0) throw new PalabreError('audio-unavailable', { detail: 'no device found' })
  routePulse(addon, name, direction)
  const wanted = name.startsWith(PULSE_PREFIX) ? PULSE_DEVICE : name
  const found = devices.find((device) => fits(device, wanted, direction))
  if (found === undefined) throw new PalabreError('device-unknown', { detail: name })
  return found
}

/** Channels a device has in a direction. */
export function channelsOf(device: NativeDevice, direction: Direction): number {
  return direction === 'capture' ? device.inputChannels : device.outputChannels
}

/** Read by the sound server's client library when the stream is opened; without a choice the server decides. */
function routePulse(addon: AudioAddon, name: string, direction: Direction): void {
  if (!name.startsWith(PULSE_PREFIX)) return
  addon.setEnvironment(PULSE_VARIABLE[direction], name.slice(PULSE_PREFIX.length))
}

function fits(device: NativeDevice, wanted: string, direction: Direction): boolean {
  if (wanted === 'default') return direction === 'capture' ? device.isDefaultInput : device.isDefaultOutput
  return deviceIdOf(device) === wanted || device.name === wanted
}
