import type { ErrorReport } from '../../contract/errors.ts'
import { PalabreError, reportOf } from '../../contract/errors.ts'
import type { AudioAddon, NativeSignal } from '../../../native/index.ts'
import type { Direction } from './choose-device.ts'
import { DEVICE_CONFIG } from './config.ts'
import { audioUnavailable } from './device-list.ts'
import { openStream, type OpenStream } from './open-stream.ts'
import { StreamWatch } from './stream-watch.ts'

export interface DeviceSlotOptions {
  /** Answers the addon, or throws why there is none. */
  readonly audio: () => AudioAddon
  readonly direction: Direction
  readonly name: string
  readonly blockMs: number
  readonly signal: NativeSignal | undefined
  /** Told when the device fails, and with null when it is back. */
  readonly onChange: (error: ErrorReport | null) => void
}

/** Keeps one stream open: watches it, opens it again when it has died, and says so. Never throws. */
export class DeviceSlot {
  readonly #options: DeviceSlotOptions
  #stream: OpenStream | undefined
  #watch = new StreamWatch(0)
  #tries = 0
  #nextTryMs = 0
  #failed = false
  #closed = false

  constructor(options: DeviceSlotOptions) {
    this.#options = options
  }

  /** The stream now; undefined while there is none. */
  get stream(): OpenStream | undefined {
    return this.#stream
  }

  /** Looks after the stream; to be called at least every 100 ms. */
  turn(nowMs: number): void {
    if (this.#closed) return
    if (this.#stream === undefined) this.#tryOpen(nowMs)
    else if (this.#watch.observe(this.#stream.callbacks(), nowMs) === 'silent') this.#reopen(nowMs)
    else if (this.#stream.callbacks() !== 0) this.#works()
  }

  close(): void {
    this.#closed = true
    this.#drop()
  }

  #tryOpen(nowMs: number): void {
    if (nowMs < this.#nextTryMs || this.#tries >= DEVICE_CONFIG.reopenMost) return
    this.#tries += 1
    this.#nextTryMs = nowMs + DEVICE_CONFIG.reopenMs
    try {
      this.#stream = openStream({ ...this.#options, addon: this.#options.audio() })
      this.#watch = new StreamWatch(nowMs)
    } catch (error) {
      this.#fail(error instanceof PalabreError ? error.report() : reportOf(audioUnavailable(error)))
    }
  }

  #reopen(nowMs: number): void {
    this.#drop()
    this.#fail(
      new PalabreError('device-failed', { detail: `${this.#options.name}: no sound for a while` }).report(),
    )
    this.#nextTryMs = nowMs
    this.#tryOpen(nowMs)
  }

  #works(): void {
    this.#tries = 0
    if (!this.#failed) return
    this.#failed = false
    this.#options.onChange(null)
  }

  #fail(error: ErrorReport): void {
    // A machine without sound will not get it while we wait.
    if (error.code === 'audio-unavailable') this.#tries = DEVICE_CONFIG.reopenMost
    if (this.#failed) return
    this.#failed = true
    this.#options.onChange(error)
  }

  #drop(): void {
    this.#stream?.close()
    this.#stream = undefined
  }
}
