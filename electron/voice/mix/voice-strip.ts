import { gainOf } from '../units.ts'
import { GainRamp } from './gain-ramp.ts'
import { LoudnessMatch } from './loudness-match.ts'
import { leftGainOf, rightGainOf } from './pan.ts'

/** How a listener wants to hear one speaker. */
export interface StripSettings {
  /** Gain on top of loudness matching, dB. */
  readonly gainDb: number
  readonly muted: boolean
  /** -1 (left) to 1 (right). */
  readonly pan: number
  /** Whether the others sink while this one talks. */
  readonly priority: boolean
}

/** A speaker nobody has said anything about. */
export const PLAIN_STRIP: StripSettings = { gainDb: 0, muted: false, pan: 0, priority: false }

/** The way of one speaker into the mix: matched loudness, the listener's gain, ducking, place. */
export class VoiceStrip {
  readonly left = new GainRamp()
  readonly right = new GainRamp()
  readonly #match = new LoudnessMatch()
  #settings = PLAIN_STRIP
  #decibels = 0
  #linear = 1
  #leftGain = leftGainOf(0)
  #rightGain = rightGainOf(0)

  get settings(): StripSettings {
    return this.#settings
  }

  set settings(settings: StripSettings) {
    this.#settings = settings
    this.#leftGain = leftGainOf(settings.pan)
    this.#rightGain = rightGainOf(settings.pan)
  }

  /** Gain of loudness matching now, dB. */
  get matchDb(): number {
    return this.#match.gainDb
  }

  /**
   * Sets the ramps for a frame of at most 100 ms. `duck`: linear gain of those without priority.
   * A change of anything is reached at the frame's end.
   */
  aim(frame: Float32Array, matching: boolean, duck: number): void {
    if (matching) this.#match.observe(frame)
    const { gainDb, muted, priority } = this.#settings
    this.#follow(matching ? gainDb + this.#match.gainDb : gainDb)
    const gain = muted ? 0 : this.#linear * (priority ? 1 : duck)
    this.left.aim(gain * this.#leftGain)
    this.right.aim(gain * this.#rightGain)
  }

  /** Sets the ramps for the last frame of a voice that is not heard any more. */
  fadeOut(): void {
    this.left.aim(0)
    this.right.aim(0)
  }

  /** A power is dear: it is taken again only where its exponent has moved. */
  #follow(decibels: number): void {
    if (decibels === this.#decibels) return
    this.#decibels = decibels
    this.#linear = gainOf(decibels)
  }
}
