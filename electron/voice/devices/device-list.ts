import { PalabreError, reportOf } from '../../contract/errors.ts'
import type { DeviceList } from '../../contract/services.ts'
import type { DeviceCatalog } from './device-catalog.ts'

/** Why there is no sound system, as the error users see. */
export function audioUnavailable(cause: unknown): PalabreError {
  if (cause instanceof PalabreError) return cause
  const detail = cause instanceof Error ? cause.message : String(cause)
  return new PalabreError('audio-unavailable', { detail, cause })
}

/** The devices of this machine as users get them: an empty list comes with its reason. */
export function listOf(catalog: DeviceCatalog): DeviceList {
  const devices = catalog.list()
  return devices.length > 0 ? { devices } : withoutDevices('no device found')
}

/** The list of a machine without sound. */
export function withoutDevices(cause: unknown): DeviceList {
  return { devices: [], error: reportOf(audioUnavailable(cause)) }
}
