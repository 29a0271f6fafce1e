import type { AudioDevice } from '../../contract/services.ts'
import type { NativeDevice, NativeServerDevice } from '../../../native/index.ts'
import { isSameName, preferenceOf, SERVER_API } from './host-apis.ts'

export type Direction = 'capture' | 'playback'

/** Begins the id of a sink or source of the sound server. */
const SERVER_PREFIX = 'pulse:'
/** ALSA's devices that lead to the sound server. */
const SERVER_DOORS: readonly string[] = ['pulse', 'default', 'pipewire']
/** The server's client library reads here where a stream leads. */
const ROUTE = { capture: 'PULSE_SOURCE', playback: 'PULSE_SINK' } as const
export const DEFAULT_ID = 'default'

/** A device as a stream is opened on it. */
export interface DeviceTarget {
  /** That of the list, or `default`. */
  readonly id: string
  readonly name: string
  readonly hostApi: string
  /** Index of PortAudio. */
  readonly index: number
  /** In the target's direction. */
  readonly channels: number
  readonly defaultSampleRate: number
  readonly lowLatencyMs: number
  /** Whether it shows a device best (`AudioDevice.preferred`). */
  readonly preferred: boolean
  /** A source that records what is played: nobody's microphone. */
  readonly isMonitor: boolean
  /** The variable that leads a stream through the server, and to what; null leaves it to the server. */
  readonly route?: { readonly name: string; readonly value: string | null }
}

/** The id under which a device is remembered: indices change between runs, host API and name do not. */
export function deviceIdOf(device: Pick<NativeDevice, 'hostApi' | 'name'>): string {
  return `${device.hostApi}:${device.name}`
}

/** What PortAudio and the sound server tell at one moment, as one list. Passive. */
export class DeviceCatalog {
  readonly #devices: readonly NativeDevice[]
  readonly #server: readonly NativeServerDevice[]
  readonly #door: NativeDevice | undefined
  readonly #environment: Readonly<Record<string, string | undefined>>
  readonly #follows: boolean
  readonly #missesDoor: boolean
  readonly #targets = new Map<Direction, readonly DeviceTarget[]>()

  /**
   * `server`: undefined where none answers. `environment`: that of the process at its start, whose routes are the
   * server's defaults.
   */
  constructor(
    devices: readonly NativeDevice[],
    server?: readonly NativeServerDevice[],
    environment: Readonly<Record<string, string | undefined>> = {},
  ) {
    this.#devices = devices
    this.#door = SERVER_DOORS.map((name) => devices.find((one) => one.name === name)).find(Boolean)
    this.#follows = server !== undefined && this.#door !== undefined
    this.#missesDoor = server !== undefined && this.#door === undefined
    this.#server = this.#follows ? (server ?? []) : []
    this.#environment = environment
  }

  /** All devices as users see them, the best first; the server's own monitors last. */
  list(): AudioDevice[] {
    const server = this.#server.map((device) => this.#describeServer(device))
    const own = this.#devices.map((device) => this.#describe(device))
    return [...server, ...own].sort(byPreference)
  }

  /** What can be opened in a direction: the system's default, then the others, the best first. */
  targets(direction: Direction): readonly DeviceTarget[] {
    const known = this.#targets.get(direction) ?? this.#findTargets(direction)
    this.#targets.set(direction, known)
    return known
  }

  /** A sink or source of the server by its own name, also one that the server's list does not tell. */
  serverTarget(id: string, direction: Direction): DeviceTarget | undefined {
    const door = this.#door
    if (!id.startsWith(SERVER_PREFIX) || door === undefined) return undefined
    const value = id.slice(SERVER_PREFIX.length)
    return { ...this.#target(door, direction), id, name: value, route: { name: ROUTE[direction], value } }
  }

  /** Whether a server tells its devices, so that what is missing there is missing. */
  get knowsServer(): boolean {
    return this.#follows
  }

  /** Whether there is a server to which PortAudio has no door: it may have been started before the server. */
  get missesDoor(): boolean {
    return this.#missesDoor
  }

  /** Whether a target can still be had. */
  has(id: string, direction: Direction): boolean {
    if (this.targets(direction).some((target) => target.id === id)) return true
    return !this.knowsServer && this.serverTarget(id, direction) !== undefined
  }

  #findTargets(direction: Direction): DeviceTarget[] {
    // What leads to the server leads to what it has told.
    const wanted = (device: NativeDevice): boolean =>
      channelsOf(device, direction) > 0 && !(this.#follows && SERVER_DOORS.includes(device.name))
    const own = this.#devices.filter(wanted).map((device) => this.#target(device, direction))
    const all = [...this.#serverTargets(direction), ...own].sort(byPreference)
    const first = this.#defaultTarget(direction)
    return first === undefined ? all : [first, ...all]
  }

  #serverTargets(direction: Direction): DeviceTarget[] {
    const fits = (device: NativeServerDevice): boolean => device.isCapture === (direction === 'capture')
    return this.#server.filter(fits).flatMap((device) => {
      const target = this.serverTarget(SERVER_PREFIX + device.name, direction)
      if (target === undefined) return []
      const { description, channels, sampleRate, isMonitor } = device
      return [
        {
          ...target,
          ...{ name: description, hostApi: SERVER_API, channels, defaultSampleRate: sampleRate, isMonitor },
          preferred: !isMonitor,
        },
      ]
    })
  }

  #defaultTarget(direction: Direction): DeviceTarget | undefined {
    const name = ROUTE[direction]
    if (this.#follows && this.#door !== undefined) {
      const ones = this.#server.filter((device) => device.isCapture === (direction === 'capture'))
      // A server without a sink has nothing behind its door.
      const first = ones.find((device) => device.isDefault) ?? ones[0]
      if (first === undefined) return undefined
      const route = { name, value: this.#environment[name] ?? null }
      return { ...this.#target(this.#door, direction), id: DEFAULT_ID, name: first.description, route }
    }
    const isDefault = (device: NativeDevice): boolean =>
      direction === 'capture' ? device.isDefaultInput : device.isDefaultOutput
    const found = this.#devices.find((device) => isDefault(device) && channelsOf(device, direction) > 0)
    if (found === undefined) return undefined
    const leads = SERVER_DOORS.includes(found.name)
    const route = leads ? { route: { name, value: this.#environment[name] ?? null } } : {}
    return { ...this.#target(found, direction), id: DEFAULT_ID, ...route }
  }

  #target(device: NativeDevice, direction: Direction): DeviceTarget {
    const { name, hostApi, index, defaultSampleRate } = device
    return {
      ...{ id: deviceIdOf(device), name, hostApi, index, defaultSampleRate, isMonitor: false },
      channels: channelsOf(device, direction),
      lowLatencyMs:
        direction === 'capture' ? device.defaultLowInputLatencyMs : device.defaultLowOutputLatencyMs,
      preferred: this.#isPreferred(device),
    }
  }

  #describe(device: NativeDevice): AudioDevice {
    const { name, hostApi, inputChannels, outputChannels, defaultSampleRate } = device
    const { defaultLowInputLatencyMs, defaultLowOutputLatencyMs } = device
    // The default is marked once, where the server tells it.
    const marks = !this.#follows
    return {
      ...{ id: deviceIdOf(device), name, hostApi, inputChannels, outputChannels, defaultSampleRate },
      ...{ defaultLowInputLatencyMs, defaultLowOutputLatencyMs },
      isDefaultInput: marks && device.isDefaultInput,
      isDefaultOutput: marks && device.isDefaultOutput,
      preferred: this.#isPreferred(device),
    }
  }

  #describeServer(device: NativeServerDevice): AudioDevice {
    const { isCapture, isDefault, channels } = device
    return {
      ...{ id: SERVER_PREFIX + device.name, name: device.description, hostApi: SERVER_API },
      ...{ inputChannels: isCapture ? channels : 0, outputChannels: isCapture ? 0 : channels },
      defaultSampleRate: device.sampleRate,
      defaultLowInputLatencyMs: this.#door?.defaultLowInputLatencyMs ?? 0,
      defaultLowOutputLatencyMs: this.#door?.defaultLowOutputLatencyMs ?? 0,
      isDefaultInput: isCapture && isDefault,
      isDefaultOutput: !isCapture && isDefault,
      preferred: !device.isMonitor,
    }
  }

  /** Whether no better host API shows the same device; with a server, it shows them all. */
  #isPreferred(device: NativeDevice): boolean {
    if (this.#follows) return false
    return !this.#devices.some(
      (other) =>
        preferenceOf(other.hostApi) < preferenceOf(device.hostApi) &&
        isSameName(other.name, device.name) &&
        (['capture', 'playback'] as const).some(
          (direction) => channelsOf(other, direction) > 0 && channelsOf(device, direction) > 0,
        ),
    )
  }
}

/** Preferred ones first, in the order of their host APIs. */
function byPreference(one: Ranked, other: Ranked): number {
  const first = Number(other.preferred) - Number(one.preferred)
  return first === 0 ? preferenceOf(one.hostApi) - preferenceOf(other.hostApi) : first
}
type Ranked = Pick<DeviceTarget, 'preferred' | 'hostApi'>

/** Channels a device has in a direction. */
export function channelsOf(device: NativeDevice, direction: Direction): number {
  return direction === 'capture' ? device.inputChannels : device.outputChannels
}
