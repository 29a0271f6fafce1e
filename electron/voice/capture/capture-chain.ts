import type { Clock } from '../../base/clock.ts'
import type { FrameMs, Processing } from '../../contract/engine.ts'
import type { ProcessingStats } from '../../contract/stats.ts'
import type { Stage } from '../interfaces.ts'
import { samplesOf, SILENCE_DB } from '../units.ts'
import { levelOf } from './audio-level.ts'
import { AutomaticGain } from './automatic-gain.ts'
import { ClipWarning } from './clip-warning.ts'
import type { EchoStage } from './echo-stage.ts'
import { HighPass } from './high-pass.ts'
import { guardInput } from './input-guard.ts'
import type { NoiseSuppressor } from './noise-suppressor.ts'
import { SwitchedStage } from './switched-stage.ts'

export interface CaptureChainOptions {
  readonly frameMs: FrameMs
  readonly clock: Clock
  /** What is on at first. */
  readonly processing: Processing
  /** Absent where it could not be loaded: then it cannot be switched on. */
  readonly suppressor?: NoiseSuppressor
  /** Takes out what the loudspeaker says; absent as above. */
  readonly echo?: EchoStage
}

/**
 * What is done to captured sound before it is sent: guard, clip warning, high-pass, echo, noise, gain, in this order.
 * With all switches off a frame of finite samples leaves as it came, bit for bit.
 */
export class CaptureChain implements Stage<readonly ProcessingStats[]> {
  readonly clip = new ClipWarning()
  readonly #frameMs: number
  readonly #gain = new AutomaticGain()
  readonly #echo: EchoStage | undefined
  readonly #suppressor: NoiseSuppressor | undefined
  readonly #highPassSwitch: SwitchedStage
  readonly #echoSwitch: SwitchedStage | undefined
  readonly #suppressorSwitch: SwitchedStage | undefined
  readonly #gainSwitch: SwitchedStage
  #levelDb: number = SILENCE_DB
  #probability = NaN

  constructor({ frameMs, clock, processing, suppressor, echo }: CaptureChainOptions) {
    const frameSamples = samplesOf(frameMs)
    const on = (isOn: boolean) => ({ frameSamples, clock, isOn })
    this.#frameMs = frameMs
    this.#echo = echo
    this.#suppressor = suppressor
    this.#highPassSwitch = new SwitchedStage('highPass', new HighPass(), on(processing.highPass))
    this.#echoSwitch = echo && new SwitchedStage('echo', echo, on(processing.echo))
    this.#suppressorSwitch =
      suppressor && new SwitchedStage('suppressor', suppressor, on(processing.suppressor))
    this.#gainSwitch = new SwitchedStage('gain', this.#gain, on(processing.gain))
  }

  /** Level of the last frame before the gain, dBov: how loud somebody spoke. */
  get levelDb(): number {
    return this.#levelDb
  }

  /** How likely the last frame was speech, 0..1; NaN while the suppressor is off. */
  get speechProbability(): number {
    return this.#probability
  }

  /** By how much the steps that are on delay the sound, ms. */
  get delayMs(): number {
    return this.stats().reduce((sum, { delayMs }) => sum + delayMs, 0)
  }

  /** Whether sound leaves as it comes: no step is on, or still fading. */
  get isPlain(): boolean {
    const isPlain = this.#highPassSwitch.isOff && this.#gainSwitch.isOff
    return isPlain && this.#echoSwitch?.isOff !== false && this.#suppressorSwitch?.isOff !== false
  }

  /** Takes a block that is played from now on, its channels interleaved: its echo will be captured. */
  hear(block: Float32Array, channels = 1): void {
    if (this.#echoSwitch?.isOn === true) this.#echo?.hear(block, channels)
  }

  /** Loudspeaker or microphone are others now: what was learnt of the way between them is void. */
  forgetEcho(): void {
    this.#echo?.reset()
  }

  /** Works on the frame in place. */
  process(frame: Float32Array): void {
    guardInput(frame)
    this.clip.observe(frame)
    this.#highPassSwitch.process(frame)
    this.#echoSwitch?.process(frame)
    this.#suppressorSwitch?.process(frame)
    this.#probability = this.#suppressorSwitch?.isHeard ? (this.#suppressor?.speechProbability ?? NaN) : NaN
    this.#levelDb = levelOf(frame)
    if (this.#gainSwitch.isOn) this.#gain.hear(this.#levelDb, this.#probability, this.#frameMs)
    this.#gainSwitch.process(frame)
  }

  /** Switches what is named, without a click. */
  switch(change: Partial<Processing>): void {
    if (change.highPass !== undefined) this.#highPassSwitch.switch(change.highPass)
    if (change.echo !== undefined) this.#echoSwitch?.switch(change.echo)
    if (change.suppressor !== undefined) this.#suppressorSwitch?.switch(change.suppressor)
    if (change.gain !== undefined) this.#gainSwitch.switch(change.gain)
  }

  stats(): readonly ProcessingStats[] {
    const echo = this.#echo && this.#echoSwitch && { ...this.#echoSwitch.stats(), echo: this.#echo.stats() }
    const rows = [
      this.#highPassSwitch.stats(),
      echo,
      this.#suppressorSwitch?.stats(),
      this.#gainSwitch.stats(),
    ]
    return rows.filter((row) => row !== undefined)
  }

  close(): void {
    this.#highPassSwitch.close()
    this.#echoSwitch?.close()
    this.#suppressorSwitch?.close()
    this.#gainSwitch.close()
  }
}
