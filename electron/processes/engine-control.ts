import type { Clock } from '../base/clock.ts'
import {
  changedProcessing,
  type CaptureSpec,
  type EngineCommand,
  type EngineEvent,
  type EngineOptions,
  type GateSettings,
  type PlaybackSpec,
  type ProcessingChange,
  type Profile,
  type CalibrationResult,
  type TrialResult,
  type TransmitMode,
} from '../contract/engine.ts'
import { errorOf, PalabreError, type ErrorReport } from '../contract/errors.ts'
import type { DeviceList } from '../contract/services.ts'
import { EngineThread, type EngineStopped, type EngineThreadOptions } from './engine-port.ts'

/** Tunables of what is asked of an engine. */
export const ENGINE_CONTROL_CONFIG = {
  /** For the engine to list its devices, ms: a sound system that hangs must not hang the window. */
  listDevicesMs: 5_000,
  /** For a tone to be played, ms: it waits 5 s for its loudspeaker. */
  toneMostMs: 8_000,
  /** For a trial of the own voice, ms: 3 s each to record and play, and 5 s each to wait for a device. */
  trialMostMs: 18_000,
  /** For room and voice to be measured, ms: about 9 s, and the time to open the device. */
  calibrationMostMs: 20_000,
  /** Who watches the microphone without a call asks again within this, ms: a page that is gone lets it go. */
  watchMs: 5_000,
} as const

/** Level of silence, dBov. */
const SILENCE_DB = -127

/**
 * The voice engine as its service uses it: started, asked and stopped by one at a time. What is set while none runs
 * counts from its next start.
 */
export class EngineControl {
  readonly thread: EngineThread
  readonly #clock: Clock
  #options: EngineOptions
  #stopped: EngineStopped | undefined
  #turn: Promise<unknown> = Promise.resolve()
  #nextList = 1

  constructor(engine: EngineOptions, thread: EngineThreadOptions) {
    this.#options = engine
    this.#clock = thread.clock
    this.thread = new EngineThread(thread)
  }

  /** The last word of the last engine, where it had one. */
  get stopped(): EngineStopped | undefined {
    return this.#stopped
  }

  /** Runs `task` after all that were asked for before it. */
  alone<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(task)
    this.#turn = result.catch(() => undefined)
    return result
  }

  /** Starts the engine as it is set; only from within `alone`. */
  start(matching: boolean): Promise<void> {
    return this.thread.start({ ...this.#options, matching })
  }

  /** Ends the engine; only from within `alone`. */
  async stop(): Promise<void> {
    this.#stopped = (await this.thread.stop()) ?? this.#stopped
  }

  setMode(mode: TransmitMode, gate: GateSettings): Promise<void> {
    return this.alone(() => {
      this.#options = { ...this.#options, mode, gate: { ...this.#options.gate, ...gate } }
      this.thread.post({ type: 'mode', mode, gate })
      return Promise.resolve()
    })
  }

  setProcessing(change: ProcessingChange): Promise<void> {
    return this.alone(() => {
      this.#options = { ...this.#options, processing: changedProcessing(this.#options.processing, change) }
      this.thread.post({ type: 'processing', ...change })
      return Promise.resolve()
    })
  }

  setProfile(profile: Profile): Promise<void> {
    return this.alone(() => {
      this.#options = { ...this.#options, profile }
      this.thread.post({ type: 'profile', profile })
      return Promise.resolve()
    })
  }

  selectDevices(capture: CaptureSpec, playback: PlaybackSpec): Promise<void> {
    return this.alone(() => {
      this.#options = { ...this.#options, capture, playback }
      this.thread.post({ type: 'devices', capture, playback })
      return Promise.resolve()
    })
  }

  /** Lists devices; where no engine runs one is started for it, without sound. */
  devices(): Promise<DeviceList> {
    return this.#withEngine({ capture: { kind: 'silence' }, playback: { kind: 'null' } }, () => this.#list())
  }

  /** Plays the tone; where no engine runs one is started for it, without a microphone. */
  playTone(): Promise<void> {
    return this.#withEngine({ capture: { kind: 'silence' } }, () => this.#tone())
  }

  /** Records the own voice and plays it; the engine runs. Rejects with why a device was missing. */
  tryVoice(): Promise<TrialResult> {
    let failure: ErrorReport | null = null
    return this.#answer(ENGINE_CONTROL_CONFIG.trialMostMs, { type: 'trial', on: true }, (event) => {
      if (event.type === 'device') failure = event.error ?? failure
      if (event.type === 'stopped') return { value: { heardDb: SILENCE_DB, played: false } }
      if (event.type !== 'trialEnded') return undefined
      if (event.missing === undefined) return { value: event.result }
      throw failure === null ? new PalabreError('device-failed') : errorOf(failure)
    })
  }

  /** Measures room and voice; the engine runs. */
  calibrate(): Promise<CalibrationResult> {
    return this.#answer(ENGINE_CONTROL_CONFIG.calibrationMostMs, { type: 'calibrate', on: true }, (event) => {
      if (event.type === 'stopped') return { value: { roomDb: SILENCE_DB, speechDb: null, openDb: null } }
      return event.type === 'calibrated' ? { value: event.result } : undefined
    })
  }

  /** Ends a trial and a measurement, whose askers are answered. */
  endTests(): void {
    this.thread.post({ type: 'trial', on: false })
    this.thread.post({ type: 'calibrate', on: false })
  }

  /** Does a task with the engine that runs, or with one that is started for it alone. */
  #withEngine<T>(change: Partial<EngineOptions>, task: () => Promise<T>): Promise<T> {
    return this.alone(async () => {
      if (this.thread.isRunning) return await task()
      await this.thread.start({ ...this.#options, ...change })
      try {
        return await task()
      } finally {
        await this.thread.stop()
      }
    })
  }

  /** Plays the tone; what the loudspeaker said meanwhile is why it could not be heard. */
  #tone(): Promise<void> {
    let failure: ErrorReport | null = null
    return this.#answer(ENGINE_CONTROL_CONFIG.toneMostMs, { type: 'playTone' }, (event) => {
      if (event.type === 'device' && event.which === 'playback') failure = event.error
      if (event.type !== 'toneEnded') return undefined
      if (event.played) return { value: undefined }
      throw failure === null ? new PalabreError('device-failed') : errorOf(failure)
    })
  }

  #list(): Promise<DeviceList> {
    const id = this.#nextList
    this.#nextList += 1
    return this.#answer(ENGINE_CONTROL_CONFIG.listDevicesMs, { type: 'listDevices', id }, (event) =>
      event.type === 'deviceList' && event.id === id ? { value: event.list } : undefined,
    )
  }

  /** Sends a command; `answerIn` finds the answer in what the engine says, or throws what it means. */
  #answer<T>(
    mostMs: number,
    command: EngineCommand,
    answerIn: (event: EngineEvent) => { readonly value: T } | undefined,
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const forget = this.thread.onEvent((event) => {
      try {
        const answer = answerIn(event)
        if (answer !== undefined) resolve(answer.value)
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    })
    const cancel = this.#clock.after(mostMs, () => {
      reject(new PalabreError('audio-unavailable', { detail: 'the sound system does not answer' }))
    })
    this.thread.post(command)
    return promise.finally(() => {
      forget()
      cancel()
    })
  }
}
