import { PalabreError, reportOf, type ErrorReport } from '../../contract/errors.ts'
import type { NativeSignal, NativeSoundThread } from '../../../native/index.ts'
import { chooseDevice, type Choice } from './choose-device.ts'
import { DEVICE_CONFIG } from './config.ts'
import type { DeviceCatalog, Direction } from './device-catalog.ts'
import { OpenStream } from './open-stream.ts'
import { RetryTimes } from './retry-times.ts'
import { StreamWatch } from './stream-watch.ts'

export interface DeviceSlotOptions {
  readonly direction: Direction
  /** As `chooseDevice` takes it. */
  readonly name: string
  readonly blockMs: number
  readonly signal: NativeSignal | undefined
  /** Told when the device fails or another one takes its place, and with null when the chosen one works again. */
  readonly onChange: (error: ErrorReport | null) => void
}

/** What a slot opens streams with. */
export interface SoundSource {
  readonly thread: NativeSoundThread
  readonly catalog: DeviceCatalog
}

/** A stream and what is known of it. */
interface Use {
  readonly choice: Choice
  readonly stream: OpenStream
  readonly sinceMs: number
  watch: StreamWatch | undefined
  /** Whether both channels were asked for, or could not be had beside what there was. */
  stereo: boolean
}

/**
 * Keeps sound in one direction: opens the chosen device, the next best where that is absent, silent or refuses, and
 * the chosen one again as soon as it can be had. Another device goes on until the better one has given its first
 * callback. Never throws, never waits.
 */
export class DeviceSlot {
  readonly #options: DeviceSlotOptions
  readonly #retry = new RetryTimes()
  #catalog: DeviceCatalog | undefined
  #now: Use | undefined
  #next: Use | undefined
  #lookAgainMs = 0
  #stereo = false
  #failure: ErrorReport | undefined
  /** What was told last; an empty text for "all is well". */
  #told = ''
  #closed = false

  constructor(options: DeviceSlotOptions) {
    this.#options = options
  }

  /** The stream to use now; undefined while there is none. */
  get stream(): OpenStream | undefined {
    return this.#now?.watch === undefined ? undefined : this.#now.stream
  }

  /** Whether a microphone of two channels gives both. What is open goes on until it does. */
  setStereo(stereo: boolean): void {
    if (stereo === this.#stereo) return
    this.#stereo = stereo
    this.#lookAgainMs = 0
  }

  /** Whether nothing is open or being opened. */
  get isIdle(): boolean {
    return this.#now === undefined && this.#next === undefined
  }

  /** Whether another device than the chosen one is used, or none. */
  get isDisplaced(): boolean {
    return this.#now?.choice.isChosen !== true
  }

  /** Looks after the stream; to be called at least every 100 ms. `sound` is undefined while nothing can be opened. */
  turn(nowMs: number, sound: SoundSource | undefined): void {
    if (this.#closed) return
    this.#now = this.#look(this.#now, nowMs)
    this.#next = this.#look(this.#next, nowMs)
    if (sound !== undefined) this.#settle(nowMs, sound)
    this.#promote()
    this.#tell(nowMs)
  }

  /** There can be no sound, and this is why. */
  fail(error: PalabreError): void {
    if (!this.#closed) this.#say(error.report())
  }

  /** Closes its streams; a later turn opens them again. */
  release(): void {
    this.#now?.stream.close()
    this.#next?.stream.close()
    this.#now = undefined
    this.#next = undefined
    this.#lookAgainMs = 0
  }

  close(): void {
    this.#closed = true
    this.release()
  }

  /** The use as it goes on, undefined where it has failed. */
  #look(use: Use | undefined, nowMs: number): Use | undefined {
    if (use === undefined) return undefined
    try {
      if (!use.stream.isRunning()) return use
    } catch (error) {
      this.#drop(use, nowMs, reportOf(error))
      return undefined
    }
    use.watch ??= new StreamWatch(nowMs, this.#retry.firstCallbackMs(use.choice.target.id))
    if (use.watch.observe(use.stream.callbacks(), nowMs) === 'silent') {
      const detail = `${use.choice.target.name}: no sound for a while`
      this.#drop(use, nowMs, new PalabreError('device-failed', { detail }).report())
      return undefined
    }
    if (nowMs - use.sinceMs > DEVICE_CONFIG.trustedMs) this.#retry.forget(use.choice.target.id)
    return use
  }

  #drop(use: Use, nowMs: number, error: ErrorReport): void {
    use.stream.close()
    if (use === this.#next && idOf(use) === idOf(this.#now)) {
      // Some devices are open once or not at all: then it stays as it is.
      if (this.#now !== undefined) this.#now.stereo = use.stereo
      return
    }
    this.#retry.failed(use.choice.target.id, nowMs)
    this.#lookAgainMs = nowMs
    this.#failure = error
    if (use === this.#now) this.#say(error)
  }

  /** Opens what should be open and is not. */
  #settle(nowMs: number, sound: SoundSource): void {
    const isNew = sound.catalog !== this.#catalog
    if (!isNew && nowMs < this.#lookAgainMs) return
    this.#catalog = sound.catalog
    if (isNew) this.#retry.clear()
    this.#now = this.#leaveGone(this.#now, sound.catalog)
    this.#next = this.#leaveGone(this.#next, sound.catalog)
    const { name, direction } = this.#options
    const isUsed = (id: string): boolean => [this.#now, this.#next].some((use) => idOf(use) === id)
    const isUsable = (id: string): boolean => isUsed(id) || this.#retry.mayTry(id, nowMs)
    const choice = chooseDevice(sound.catalog, name, direction, isUsable)
    if (choice !== undefined) this.#take(choice, nowMs, sound)
    const isSettled = choice?.isChosen === true && this.#isUse(this.#now, choice)
    this.#lookAgainMs = isSettled ? Infinity : nowMs + DEVICE_CONFIG.lookAgainMs
  }

  /** A server moves the streams of a device that has gone to another one, where nobody asked them to be. */
  #leaveGone(use: Use | undefined, catalog: DeviceCatalog): Use | undefined {
    if (use === undefined || catalog.has(use.choice.target.id, this.#options.direction)) return use
    use.stream.close()
    return undefined
  }

  #take(choice: Choice, nowMs: number, { thread }: SoundSource): void {
    if (this.#isUse(this.#next, choice)) return
    this.#next?.stream.close()
    this.#next = undefined
    if (this.#isUse(this.#now, choice)) return
    const { direction, blockMs, signal } = this.#options
    const stereo = this.#stereoOf(choice)
    const stream = new OpenStream({ thread, direction, blockMs, signal, target: choice.target, stereo })
    this.#next = { choice, stream, sinceMs: nowMs, watch: undefined, stereo }
  }

  #isUse(use: Use | undefined, choice: Choice): boolean {
    return choice.target.id === idOf(use) && use?.stereo === this.#stereoOf(choice)
  }

  #stereoOf({ target }: Choice): boolean {
    return this.#stereo && this.#options.direction === 'capture' && target.channels > 1
  }

  /** The better one takes over when it gives or takes samples, or at once where there is none. */
  #promote(): void {
    if (this.#next === undefined) return
    if (this.#now !== undefined && this.#next.stream.callbacks() === 0) return
    this.#now?.stream.close()
    this.#now = this.#next
    this.#next = undefined
  }

  #tell(nowMs: number): void {
    const use = this.#now
    if (use === undefined) {
      if (this.#catalog !== undefined) this.#say(this.#failure ?? this.#absent(this.#catalog))
    } else if (use.watch !== undefined && use.stream.callbacks() !== 0) {
      this.#failure = undefined
      this.#say(use.choice.isChosen ? null : this.#replaced(use.choice))
    } else if (use.watch === undefined && nowMs - use.sinceMs > DEVICE_CONFIG.openMostMs) {
      this.#say(
        new PalabreError('device-failed', {
          detail: `${use.choice.target.name}: it does not answer`,
        }).report(),
      )
    }
  }

  #replaced({ target }: Choice): ErrorReport {
    return new PalabreError('device-replaced', {
      detail: `${this.#options.name}; now: ${target.name}`,
    }).report()
  }

  #absent(catalog: DeviceCatalog): ErrorReport {
    const { direction, name } = this.#options
    const isEmpty = catalog.targets(direction).length === 0
    const code = isEmpty ? 'audio-unavailable' : 'device-unknown'
    return new PalabreError(code, { detail: isEmpty ? 'no device found' : name }).report()
  }

  #say(error: ErrorReport | null): void {
    // Tries that fail one after the other, each for its own reason, are one failure to those who listen.
    const what =
      error?.code === 'device-replaced' ? `${error.code} ${error.detail ?? ''}` : (error?.code ?? '')
    if (what === this.#told) return
    this.#told = what
    this.#options.onChange(error)
  }
}

function idOf(use: Use | undefined): string | undefined {
  return use?.choice.target.id
}
