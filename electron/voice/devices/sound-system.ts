import process from 'node:process'
import type { Clock } from '../../base/clock.ts'
import type { ErrorReport, PalabreError } from '../../contract/errors.ts'
import type { DeviceList } from '../../contract/services.ts'
import {
  loadAudio,
  type AudioAddon,
  type NativeDevice,
  type NativeServerWatch,
  type NativeSignal,
  type NativeSoundThread,
} from '../../../native/index.ts'
import { DEVICE_CONFIG } from './config.ts'
import { DeviceCatalog, type Direction } from './device-catalog.ts'
import { audioUnavailable, listOf, withoutDevices } from './device-list.ts'
import { DeviceSlot } from './device-slot.ts'

const NS_PER_MS = 1e6

/**
 * The sound system of one engine: the devices there are, and the slots that keep streams on them. PortAudio works in
 * a thread of its own, so that nothing here waits for a driver; the list is followed while the engine runs.
 */
export class SoundSystem {
  readonly #audio: AudioAddon | undefined
  readonly #signal: NativeSignal | undefined
  readonly #missing: PalabreError | undefined
  readonly #slots = new Set<DeviceSlot>()
  readonly #asking: ((list: DeviceList) => void)[] = []
  #thread: NativeSoundThread | undefined
  #server: NativeServerWatch | undefined
  #serverVersion = 0
  #devices: readonly NativeDevice[] | undefined
  #catalog: DeviceCatalog | undefined
  /** PortAudio's own reason for having no devices. */
  #failure: PalabreError | undefined
  #startedMs = -Infinity
  #refreshedMs = -Infinity

  /** Never throws: without a sound system the rest works. */
  constructor(load: () => AudioAddon = loadAudio) {
    try {
      this.#audio = load()
      this.#signal = this.#audio.createSignal()
    } catch (error) {
      this.#audio = undefined
      this.#missing = audioUnavailable(error)
    }
  }

  /** Answers with the devices of this machine as soon as they are known; looks anew where that disturbs nobody. */
  list(answer: (list: DeviceList) => void): void {
    if (this.#missing !== undefined) {
      answer(withoutDevices(this.#missing))
      return
    }
    // A device that somebody misses may have come without PortAudio's notice: worth a short gap.
    const isMissed = [...this.#slots].some((slot) => slot.isDisplaced)
    const follows = this.#catalog?.knowsServer === true
    if (this.#devices !== undefined && !follows && (isMissed || this.#isIdle)) this.#refresh()
    if (this.#catalog === undefined) this.#asking.push(answer)
    else answer(this.#listOf(this.#catalog))
  }

  /** Keeps a device open from the next turn on, until the slot is closed. */
  slot(options: {
    direction: Direction
    name: string
    blockMs: number
    onChange: (error: ErrorReport | null) => void
  }): DeviceSlot {
    const slot = new DeviceSlot({ ...options, signal: this.#signal })
    this.#slots.add(slot)
    return slot
  }

  closeSlot(slot: DeviceSlot): void {
    slot.close()
    this.#slots.delete(slot)
  }

  /** Follows the devices and looks after all slots; to be called at least every 100 ms. */
  turn(nowMs: number): void {
    if (this.#slots.size === 0 && this.#asking.length === 0 && this.#thread === undefined) return
    if (this.#missing !== undefined) {
      for (const slot of this.#slots) slot.fail(this.#missing)
      return
    }
    this.#begin(nowMs)
    this.#follow(nowMs)
    if (this.#shouldRefresh(nowMs)) {
      this.#refreshedMs = nowMs
      this.#refresh()
    }
    const [thread, catalog] = [this.#thread, this.#catalog]
    const sound = thread === undefined || catalog === undefined ? undefined : { thread, catalog }
    for (const slot of this.#slots) slot.turn(nowMs, sound)
    if (this.#failure !== undefined) for (const slot of this.#slots) slot.fail(this.#failure)
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

  /** Ends PortAudio, in 2 s at most. */
  close(): void {
    for (const slot of [...this.#slots]) this.closeSlot(slot)
    this.#server?.close()
    this.#thread?.close()
    this.#signal?.close()
  }

  get #isIdle(): boolean {
    return [...this.#slots].every((slot) => slot.isIdle)
  }

  #begin(nowMs: number): void {
    if (this.#thread !== undefined || this.#audio === undefined) return
    this.#startedMs = nowMs
    this.#refreshedMs = nowMs
    this.#server = this.#audio.watchServer(this.#signal)
    this.#thread = this.#audio.createSoundThread(this.#signal)
    this.#thread.list(false)
  }

  /** Takes what PortAudio and the server have told. */
  #follow(nowMs: number): void {
    const version = this.#server?.version() ?? 0
    const isAwaited =
      this.#server !== undefined && version === 0 && nowMs - this.#startedMs < DEVICE_CONFIG.serverMostMs
    const isNew = this.#takeList() || version !== this.#serverVersion
    const wasUnknown = this.#catalog === undefined
    if (this.#devices === undefined || isAwaited || !(isNew || wasUnknown)) return
    this.#serverVersion = version
    this.#catalog = new DeviceCatalog(
      this.#devices,
      this.#server?.connected() === true ? this.#server.devices() : undefined,
      process.env,
    )
    const list = this.#listOf(this.#catalog)
    for (const answer of this.#asking.splice(0)) answer(list)
  }

  #listOf(catalog: DeviceCatalog): DeviceList {
    return this.#failure === undefined ? listOf(catalog) : withoutDevices(this.#failure)
  }

  #takeList(): boolean {
    try {
      const devices = this.#thread?.takeList()
      if (devices === undefined) return false
      this.#devices = devices
      this.#failure = undefined
    } catch (error) {
      this.#devices = []
      this.#failure = audioUnavailable(error)
    }
    return true
  }

  /** While nobody has a stream it costs nothing; a server that started after PortAudio is not seen otherwise. */
  #shouldRefresh(nowMs: number): boolean {
    if (this.#catalog === undefined || nowMs - this.#refreshedMs < DEVICE_CONFIG.refreshMs) return false
    if (this.#catalog.missesDoor) return true
    return this.#slots.size > 0 && this.#isIdle && !this.#catalog.knowsServer
  }

  /** PortAudio sees new devices only when it starts anew, with all streams closed. */
  #refresh(): void {
    for (const slot of this.#slots) slot.release()
    this.#devices = undefined
    this.#catalog = undefined
    this.#thread?.list(true)
  }
}
