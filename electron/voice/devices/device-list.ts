import { PalabreError, reportOf } from '../../contract/errors.ts'
import type { AudioDevice, DeviceList } from '../../contract/services.ts'
import { loadAudio, type AudioAddon, type NativeDevice } from '../../../native/index.ts'

/** Why there is no sound system, as the error users see. */
export function audioUnavailable(cause: unknown): PalabreError {
  if (cause instanceof PalabreError) return cause
  const detail = cause instanceof Error ? cause.message : String(cause)
  return new PalabreError('audio-unavailable', { detail, cause })
}

/**
 * The devices of this machine. A machine without a sound system has an empty list with its reason; this never
 * throws. `refresh` looks again, which needs all streams closed.
 */
export function listDevices(refresh = false, load: () => AudioAddon = loadAudio): DeviceList {
  try {
    const devices = load().devices(refresh).map(deviceOf)
    if (devices.length > 0) return { devices }
    return { devices, error: new PalabreError('audio-unavailable', { detail: 'no device found' }).report() }
  } catch (error) {
    return { devices: [], error: reportOf(audioUnavailable(error)) }
  }
}

/** The id under which a device is remembered: indices change between runs, host API and name do not. */
export function deviceIdOf(device: Pick<NativeDevice, 'hostApi' | 'name'>): string {
  return `${device.hostApi}:${device.name}`
}

function deviceOf(device: NativeDevice): AudioDevice {
  const { name, hostApi, inputChannels, outputChannels, defaultSampleRate } = device
  const { defaultLowInputLatencyMs, defaultLowOutputLatencyMs, isDefaultInput, isDefaultOutput } = device
  return {
    ...{ id: deviceIdOf(device), name, hostApi, inputChannels, outputChannels, defaultSampleRate },
    ...{ defaultLowInputLatencyMs, defaultLowOutputLatencyMs, isDefaultInput, isDefaultOutput },
  }
}
