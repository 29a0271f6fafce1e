import type { Clock } from '../../base/clock.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { DeviceList } from '../../contract/services.ts'
import { loadAudio, type AudioAddon, type NativeSignal } from '../../../native/index.ts'
import type { Direction } from './choose-device.ts'
import { listDevices } from './device-list.ts'
import { DeviceSlot } from './device-slot.ts'

const NS_PER_MS = 1e6

/** PortAudio for the one thread that may speak to it, or the reason why there is none. */
export class SoundSystem {
  readonly #audio: AudioAddon | undefined
  readonly #signal: NativeSignal | undefined
  readonly #missing: unknown
  #used = false

  /** Never throws: without a sound system the rest works. */
  constructor(load: () => AudioAddon = loadAudio) {
    try {
      this.#audio = load()
      this.#signal = this.#audio.createSignal()
    } catch (error) {
      this.#audio = undefined
      this.#missing = error
    }
  }

  list(): DeviceList {
    return listDevices(false, () => this.#get())
  }

  /** Keeps a device open from the first `turn` of the slot on. */
  slot(options: {
    direction: Direction
    name: string
    blockMs: number
    onChange: (error: ErrorReport | null) => void
  }): DeviceSlot {
    return new DeviceSlot({ ...options, audio: () => this.#get(), signal: this.#signal })
  }

  /** Asks for real-time priority for this thread; goes on without. */
  hurry(): void {
    this.#audio?.requestRealtime()
  }

  /** Blocks until a callback of a device, or the time limit. */
  waitForDevice(timeoutMs: number): void {
    this.#signal?.wait(timeoutMs)
  }

  /** Blocks for the given time by the monotonic clock; not at all without a sound system. */
  sleep(clock: Clock, durationMs: number): void {
    this.#audio?.sleepUntil(clock.nowNs() + BigInt(Math.ceil(durationMs * NS_PER_MS)))
  }

  /** Ends PortAudio; all slots must be closed. */
  close(): void {
    this.#signal?.close()
    if (this.#used) this.#audio?.terminate()
  }

  #get(): AudioAddon {
    if (this.#audio === undefined) throw this.#missing
    this.#used = true
    return this.#audio
  }
}
