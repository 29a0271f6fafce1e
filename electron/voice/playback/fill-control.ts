import { samplesOf } from '../units.ts'
import { PLAYBACK_CONFIG } from './config.ts'

/**
 * How much sound is kept ready for a playback device. It begins with little; a device that takes more at once than it
 * was asked to, or a machine that comes late, shows in underruns, and each of them raises the fill, but for one that
 * comes alone: a machine that stood still for once is not helped by waiting longer from then on. After a time
 * without any the fill sinks again, each time later, so that a device that needs more is not tried for ever.
 * The time is that of the device: samples taken.
 */
export class FillControl {
  readonly #least: number
  #fill: number
  #xruns: number
  #quietSamples = 0
  /** Whether the fill sank after it was raised last. */
  #hasSunk = false
  #patienceSamples = samplesOf(PLAYBACK_CONFIG.patienceFirstMs)

  /** `least`: the fill without any underrun, samples; `xruns`: those that are not ours. */
  constructor(least: number, xruns = 0) {
    this.#xruns = xruns
    this.#least = least
    this.#fill = least
  }

  /** Samples to be kept ready. */
  get fill(): number {
    return this.#fill
  }

  /** Takes the underruns so far, wrapping, and the samples played since the last call. */
  observe(xruns: number, played: number): void {
    this.#quietSamples += played
    if (xruns !== this.#xruns) this.#stumble()
    else if (this.#fill > this.#least && this.#quietSamples >= this.#patienceSamples) this.#sink()
    this.#xruns = xruns
  }

  #stumble(): void {
    const isAlone = this.#fill === this.#least && this.#quietSamples >= samplesOf(PLAYBACK_CONFIG.aloneMs)
    if (isAlone) this.#hasSunk = false
    else this.#raise()
    this.#quietSamples = 0
  }

  #raise(): void {
    const { fillStepMs, fillMostMs, patienceMostMs } = PLAYBACK_CONFIG
    // One that comes soon after the fill sank says that it should not have.
    if (this.#hasSunk && this.#quietSamples < this.#patienceSamples) {
      this.#patienceSamples = Math.min(samplesOf(patienceMostMs), 2 * this.#patienceSamples)
    }
    this.#hasSunk = false
    this.#fill = Math.max(this.#fill, Math.min(samplesOf(fillMostMs), this.#fill + samplesOf(fillStepMs)))
  }

  #sink(): void {
    this.#hasSunk = true
    this.#fill = Math.max(this.#least, this.#fill - samplesOf(PLAYBACK_CONFIG.fillStepMs))
    this.#quietSamples = 0
  }
}
