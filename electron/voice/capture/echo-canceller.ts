import { ECHO_MEASURES, loadDsp, type DspAddon, type NativeEchoCanceller } from '../../../native/index.ts'
import type { Stage } from '../interfaces.ts'
import { millisecondsOf, samplesOf } from '../units.ts'
import { CAPTURE_CONFIG } from './config.ts'

/** How the canceller does; figures of a canceller that is off are those of its last time on. */
export interface EchoCancellerStats {
  readonly enabled: boolean
  /** By how much the adaptive filter alone lowers the echo, dB, over the last second of played sound. */
  readonly erleDb: number
  /** From playing to hearing, ms; undefined where no echo has been found. */
  readonly echoDelayMs: number | undefined
  /** Time spent per 10 ms of sound, microseconds. */
  readonly costUs: number
  /** Times that the path from loudspeaker to microphone became another one. */
  readonly pathChanges: number
}

/**
 * Takes what was played out of what the microphone heard. Passive: one call per frame. Switched on and off at run
 * time with a crossfade; off it costs and delays nothing.
 */
export class EchoCanceller implements Stage<EchoCancellerStats> {
  readonly #native: NativeEchoCanceller
  readonly #measures = new Float64Array(ECHO_MEASURES.length)
  readonly #fadeStep = 1 / samplesOf(CAPTURE_CONFIG.echoFadeMs)
  #scratch = new Float32Array(0)
  #enabled: boolean
  /** Share of the cancelled sound in the output, 0..1. */
  #share: number
  /** Samples before the crossfade begins: until the canceller gives sound. */
  #hold = 0

  /** Throws NativeUnavailableError where the addon is not there. */
  constructor(enabled = true, dsp: DspAddon = loadDsp()) {
    this.#native = dsp.createEchoCanceller({ suppress: true })
    this.#enabled = enabled
    this.#share = enabled ? 1 : 0
  }

  get enabled(): boolean {
    return this.#enabled
  }

  /** Takes effect over the next frames, without a click. */
  set enabled(enabled: boolean) {
    this.#enabled = enabled
  }

  /**
   * `near`: the microphone's frame; `far`: what was played at the time; both 2.5 to 60 ms, of one length. Fills
   * `out`, which may be `near`. Throws RangeError for other lengths.
   */
  process(near: Float32Array, far: Float32Array, out: Float32Array): void {
    if (this.#enabled && this.#share === 1) {
      this.#native.process(near, far, out)
      return
    }
    if (!this.#enabled && this.#share === 0) {
      if (out !== near) out.set(near)
      this.#hold = 0
      return
    }
    this.#fade(near, far, out)
  }

  /** Samples by which `out` lags behind `near` in frames of this length. */
  delay(frameSamples: number): number {
    return this.#enabled ? this.#native.delay(frameSamples) : 0
  }

  stats(): EchoCancellerStats {
    this.#native.measure(this.#measures)
    const delay = this.#measures[ECHO_MEASURES.delaySamples] ?? -1
    return {
      enabled: this.#enabled,
      erleDb: this.#measures[ECHO_MEASURES.erleDb] ?? 0,
      echoDelayMs: delay < 0 ? undefined : millisecondsOf(delay),
      costUs: this.#measures[ECHO_MEASURES.costUs] ?? 0,
      pathChanges: this.#measures[ECHO_MEASURES.changes] ?? 0,
    }
  }

  /** Forgets the path: the device has changed. */
  reset(): void {
    this.#native.reset()
  }

  close(): void {
    this.#native.close()
  }

  #fade(near: Float32Array, far: Float32Array, out: Float32Array): void {
    if (this.#scratch.length !== near.length) this.#scratch = new Float32Array(near.length)
    if (this.#enabled && this.#share === 0 && this.#hold === 0) {
      // What it knows is of another time.
      this.#native.reset()
      this.#hold = Math.max(1, this.#native.delay(near.length))
    }
    const cancelled = this.#scratch
    this.#native.process(near, far, cancelled)
    const step = this.#enabled ? this.#fadeStep : -this.#fadeStep
    for (let index = 0; index < near.length; index += 1) {
      if (this.#hold > 0) this.#hold -= 1
      else this.#share = Math.min(1, Math.max(0, this.#share + step))
      const dry = near[index] ?? 0
      out[index] = dry + this.#share * ((cancelled[index] ?? 0) - dry)
    }
  }
}
