import type { EngineEvent, LoopbackMode } from '../../contract/engine.ts'
import { Calibration } from '../capture/calibration.ts'
import { DelayLine } from '../playback/delay-line.ts'
import { TestTone } from '../playback/test-tone.ts'
import { millisecondsOf, samplesOf } from '../units.ts'
import { PIPELINE_CONFIG } from './config.ts'
import { VoiceTrial } from './voice-trial.ts'

export interface SelfTestOptions {
  readonly post: (event: EngineEvent) => void
  /** Told when a test has come to its end by itself: others may hear again. */
  readonly onEnded: () => void
}

/** What a user hears of themselves, the tone that tests a loudspeaker, and what is found out about voice and room. */
export class SelfTest {
  readonly #options: SelfTestOptions
  readonly #tone = new TestTone()
  readonly #line = new DelayLine(samplesOf(PIPELINE_CONFIG.loopbackMs))
  readonly #calibration = new Calibration()
  readonly #trial: VoiceTrial
  #mode: LoopbackMode = 'off'
  /** Until when a tone waits for its loudspeaker; undefined where none waits. */
  #waitsUntilMs: number | undefined
  #playing = false

  constructor(options: SelfTestOptions) {
    this.#options = options
    this.#trial = new VoiceTrial({
      onStep: (step) => {
        options.post({ type: 'testStep', step })
      },
      onEnded: (played, heardDb, missing) => {
        options.post({ type: 'trialEnded', result: { played, heardDb }, ...(missing && { missing }) })
        options.onEnded()
      },
    })
  }

  get mode(): LoopbackMode {
    return this.#mode
  }

  /** Whether what is said is for this user alone. */
  get isPrivate(): boolean {
    return this.#mode === 'local' || this.#trial.step !== 'off' || this.#calibration.step !== 'off'
  }

  setLoopback(mode: LoopbackMode): void {
    this.#mode = mode
    this.#line.clear()
  }

  playTone(nowMs: number): void {
    this.#waitsUntilMs = nowMs + PIPELINE_CONFIG.toneWaitMs
  }

  /** Begins a trial of the own voice, or ends it. */
  setTrial(on: boolean, nowMs: number): void {
    if (on) this.#trial.start(nowMs)
    else this.#trial.stop()
  }

  /** Begins to measure room and voice, or ends that; who waits for the result is told that there is none. */
  setCalibrating(on: boolean): void {
    if (on) {
      this.#calibration.start()
      this.#options.post({ type: 'testStep', step: 'room' })
    } else if (this.#calibration.step !== 'off') {
      this.#calibration.stop()
      this.#options.post({ type: 'calibrated', result: { roomDb: 0, speechDb: null, openDb: null } })
    }
  }

  /** Looks whether a tone can begin, or has ended. */
  turn(nowMs: number, loudspeakerReady: boolean): void {
    this.#trial.turn(nowMs, loudspeakerReady)
    if (this.#playing && !this.#tone.isOn) this.#end(true)
    if (this.#waitsUntilMs === undefined) return
    if (loudspeakerReady) this.#begin()
    else if (nowMs >= this.#waitsUntilMs) this.#end(false)
  }

  /** Takes a processed frame of the microphone, and how loud it was before the gain, dBov. */
  hear(frame: Float32Array, inputDb: number): void {
    if (this.#mode === 'local') this.#line.write(frame)
    this.#trial.hear(frame)
    this.#measure(inputDb, millisecondsOf(frame.length))
  }

  /** Adds to an interleaved block what is to be heard. */
  addTo(block: Float32Array, channels: number): void {
    if (this.#mode === 'local') this.#line.addTo(block, channels)
    if (this.#playing) this.#tone.addTo(block, channels)
    this.#trial.addTo(block, channels)
  }

  #measure(inputDb: number, frameMs: number): void {
    const before = this.#calibration.step
    const result = this.#calibration.observe(inputDb, frameMs)
    if (before === 'room' && this.#calibration.step === 'speech')
      this.#options.post({ type: 'testStep', step: 'speech' })
    if (result === undefined) return
    this.#options.post({ type: 'calibrated', result })
    this.#options.onEnded()
  }

  #begin(): void {
    this.#waitsUntilMs = undefined
    this.#playing = true
    this.#tone.start()
  }

  #end(played: boolean): void {
    this.#waitsUntilMs = undefined
    this.#playing = false
    this.#options.post({ type: 'toneEnded', played })
  }
}
