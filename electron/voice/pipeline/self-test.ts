import type { LoopbackMode } from '../../contract/engine.ts'
import { DelayLine } from '../playback/delay-line.ts'
import { TestTone } from '../playback/test-tone.ts'
import { samplesOf } from '../units.ts'
import { PIPELINE_CONFIG } from './config.ts'

export interface SelfTestOptions {
  /** Told when a tone has been played, or could not be. */
  readonly onToneEnded: (played: boolean) => void
}

/** What a user hears of themselves, and the tone that tests a loudspeaker: both are added to what is played. */
export class SelfTest {
  readonly #options: SelfTestOptions
  readonly #tone = new TestTone()
  readonly #line = new DelayLine(samplesOf(PIPELINE_CONFIG.loopbackMs))
  #mode: LoopbackMode = 'off'
  /** Until when a tone waits for its loudspeaker; undefined where none waits. */
  #waitsUntilMs: number | undefined
  #playing = false

  constructor(options: SelfTestOptions) {
    this.#options = options
  }

  get mode(): LoopbackMode {
    return this.#mode
  }

  setLoopback(mode: LoopbackMode): void {
    this.#mode = mode
    this.#line.clear()
  }

  playTone(nowMs: number): void {
    this.#waitsUntilMs = nowMs + PIPELINE_CONFIG.toneWaitMs
  }

  /** Looks whether a tone can begin, or has ended. */
  turn(nowMs: number, loudspeakerReady: boolean): void {
    if (this.#playing && !this.#tone.isOn) this.#end(true)
    if (this.#waitsUntilMs === undefined) return
    if (loudspeakerReady) this.#begin()
    else if (nowMs >= this.#waitsUntilMs) this.#end(false)
  }

  /** Takes a processed frame of the microphone. */
  hear(frame: Float32Array): void {
    if (this.#mode === 'local') this.#line.write(frame)
  }

  /** Adds to an interleaved block what is to be heard. */
  addTo(block: Float32Array, channels: number): void {
    if (this.#mode === 'local') this.#line.addTo(block, channels)
    if (this.#playing) this.#tone.addTo(block, channels)
  }

  #begin(): void {
    this.#waitsUntilMs = undefined
    this.#playing = true
    this.#tone.start()
  }

  #end(played: boolean): void {
    this.#waitsUntilMs = undefined
    this.#playing = false
    this.#options.onToneEnded(played)
  }
}
