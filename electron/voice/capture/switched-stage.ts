import type { Clock } from '../../base/clock.ts'
import type { ProcessingStageName, ProcessingStats } from '../../contract/stats.ts'
import { millisecondsOf } from '../units.ts'
import type { CaptureStage } from './capture-stage.ts'
import { CAPTURE_CONFIG } from './config.ts'

/**
 * A stage that can be switched between two frames without a click: it runs unheard until it has settled, then one
 * frame is faded from the one sound to the other. Measures what the stage costs.
 */
export class SwitchedStage {
  readonly name: ProcessingStageName
  readonly #stage: CaptureStage
  readonly #clock: Clock
  /** The frame as it came, while both are needed. */
  readonly #dry: Float32Array
  readonly #settleFrames: number
  #state: 'off' | 'settling' | 'fading-in' | 'on' | 'fading-out'
  #settling = 0
  #turn = 0
  #costUs = 0

  constructor(
    name: ProcessingStageName,
    stage: CaptureStage,
    options: { frameSamples: number; isOn: boolean; clock: Clock },
  ) {
    this.name = name
    this.#stage = stage
    this.#clock = options.clock
    this.#dry = new Float32Array(options.frameSamples)
    this.#settleFrames = Math.ceil(stage.delaySamples / options.frameSamples) + CAPTURE_CONFIG.warmUpFrames
    this.#state = options.isOn ? 'on' : 'off'
  }

  /** Whether the stage is wanted, be it still settling. */
  get isOn(): boolean {
    return this.#state !== 'off' && this.#state !== 'fading-out'
  }

  /** Whether the stage is what is heard. */
  get isHeard(): boolean {
    return this.#state === 'on'
  }

  /** Whether sound leaves as it comes. */
  get isOff(): boolean {
    return this.#state === 'off'
  }

  /** Takes effect from the next frame on. */
  switch(on: boolean): void {
    if (on === this.isOn) return
    if (!on) this.#state = this.#state === 'on' ? 'fading-out' : 'off'
    else if (this.#state === 'fading-out') this.#state = 'on'
    else {
      this.#stage.reset()
      this.#settling = this.#settleFrames
      this.#state = 'settling'
    }
  }

  process(frame: Float32Array): void {
    switch (this.#state) {
      case 'off':
        return
      case 'on':
        this.#run(frame)
        return
      case 'settling':
        this.#dry.set(frame)
        this.#run(this.#dry)
        this.#settling -= 1
        if (this.#settling === 0) this.#state = 'fading-in'
        return
      case 'fading-in':
        this.#dry.set(frame)
        this.#run(frame)
        fade(this.#dry, frame, frame)
        this.#state = 'on'
        return
      case 'fading-out':
        this.#dry.set(frame)
        this.#run(frame)
        fade(frame, this.#dry, frame)
        this.#state = 'off'
    }
  }

  stats(): ProcessingStats {
    return {
      stage: this.name,
      on: this.isOn,
      costUs: this.#costUs,
      delayMs: this.isOn ? millisecondsOf(this.#stage.delaySamples) : 0,
    }
  }

  close(): void {
    this.#stage.close()
  }

  #run(frame: Float32Array): void {
    this.#turn += 1
    if (this.#turn % CAPTURE_CONFIG.costEveryFrames !== 1) {
      this.#stage.process(frame)
      return
    }
    const beforeMs = this.#clock.nowMs()
    this.#stage.process(frame)
    const costUs = (this.#clock.nowMs() - beforeMs) * 1000
    this.#costUs += this.#costUs === 0 ? costUs : (costUs - this.#costUs) * CAPTURE_CONFIG.costWeight
  }
}

/** From one sound to the other over a frame; `out` may be either. */
function fade(from: Float32Array, to: Float32Array, out: Float32Array): void {
  const step = 1 / out.length
  for (let index = 0; index < out.length; index += 1) {
    const share = (index + 1) * step
    out[index] = (from[index] ?? 0) * (1 - share) + (to[index] ?? 0) * share
  }
}
