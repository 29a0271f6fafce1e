import type { Clock } from '../base/clock.ts'
import type { CalibrationResult, TrialResult } from '../contract/engine.ts'
import { ENGINE_CONTROL_CONFIG, type EngineControl } from './engine-control.ts'

export interface MicrophoneTestsOptions {
  readonly engine: EngineControl
  readonly clock: Clock
  /** Starts the engine where none runs; called while nobody else starts or stops it. */
  readonly start: () => Promise<void>
  /** Stops it where nobody needs it; called as above. */
  readonly rest: () => Promise<void>
}

/** What a user finds out about the own microphone, in a call or without one: the devices are open for as long as it takes. */
export class MicrophoneTests {
  readonly #options: MicrophoneTestsOptions
  #tests = 0
  #cancelWatch: (() => void) | undefined

  constructor(options: MicrophoneTestsOptions) {
    this.#options = options
  }

  /** Whether the engine is needed for this. */
  get isOn(): boolean {
    return this.#tests > 0 || this.#cancelWatch !== undefined
  }

  /** Levels and statistics are told for a while; who still looks asks again. */
  async watch(): Promise<void> {
    const { engine, clock, start } = this.#options
    this.#cancelWatch?.()
    this.#cancelWatch = clock.after(ENGINE_CONTROL_CONFIG.watchMs, () => {
      this.unwatch()
    })
    await engine.alone(start)
  }

  /** Nobody looks any more. */
  unwatch(): void {
    this.#cancelWatch?.()
    this.#cancelWatch = undefined
    void this.#options.engine.alone(this.#options.rest)
  }

  tryVoice(): Promise<TrialResult> {
    return this.#test(() => this.#options.engine.tryVoice())
  }

  calibrate(): Promise<CalibrationResult> {
    return this.#test(() => this.#options.engine.calibrate())
  }

  /** Begun together they would spoil each other: the earlier one ends. */
  async #test<T>(task: () => Promise<T>): Promise<T> {
    const { engine, start, rest } = this.#options
    this.#tests += 1
    try {
      await engine.alone(start)
      engine.endTests()
      return await task()
    } finally {
      this.#tests -= 1
      await engine.alone(rest)
    }
  }
}
