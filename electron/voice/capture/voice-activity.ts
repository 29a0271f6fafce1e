import { CAPTURE_CONFIG } from './config.ts'
import { NoiseFloor } from './noise-floor.ts'

/** What a frame is where not every frame is sent. */
export type SpurtStep = 'silent' | 'start' | 'speech' | 'end'

/**
 * Finds talk spurts, with hysteresis and a hang-over: by the suppressor's probability of speech where there is one,
 * else by level above the noise of the room. The end is known one frame late, so the last frame of the hang-over
 * carries it.
 */
export class VoiceActivity {
  /** How long the gate stays open after the last speech, ms. */
  hangMs: number
  readonly #noise = new NoiseFloor()
  #open = false
  #quietMs = 0

  constructor(hangMs: number = CAPTURE_CONFIG.vadHangMs) {
    this.hangMs = hangMs
  }

  /** Takes the level of the next frame, dBov, its length, and how likely it is speech (NaN: nobody knows). */
  observe(levelDb: number, frameMs: number, probability = NaN): SpurtStep {
    this.#noise.observe(levelDb, frameMs)
    if (!this.#open) return this.#start(levelDb, probability)
    this.#quietMs = this.#goesOn(levelDb, probability) ? 0 : this.#quietMs + frameMs
    if (this.#quietMs < this.hangMs) return 'speech'
    this.#open = false
    return 'end'
  }

  reset(): void {
    this.#open = false
  }

  #start(levelDb: number, probability: number): SpurtStep {
    if (!this.#begins(levelDb, probability)) return 'silent'
    this.#open = true
    this.#quietMs = 0
    return 'start'
  }

  #begins(levelDb: number, probability: number): boolean {
    const { vadOpenProbability, vadLeastDb, vadOpenDb, vadOpenMarginDb } = CAPTURE_CONFIG
    if (probability >= 0) return probability >= vadOpenProbability && levelDb >= vadLeastDb
    return levelDb >= Math.max(vadOpenDb, this.#noise.levelDb + vadOpenMarginDb)
  }

  #goesOn(levelDb: number, probability: number): boolean {
    const { vadHoldProbability, vadLeastDb, vadCloseDb, vadCloseMarginDb } = CAPTURE_CONFIG
    if (probability >= 0) return probability >= vadHoldProbability && levelDb >= vadLeastDb
    return levelDb >= Math.max(vadCloseDb, this.#noise.levelDb + vadCloseMarginDb)
  }
}
