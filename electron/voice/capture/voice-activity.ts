import { CAPTURE_CONFIG } from './config.ts'
import { NoiseFloor } from './noise-floor.ts'

/** What a frame is where not every frame is sent. */
export type SpurtStep = 'silent' | 'start' | 'speech' | 'end'

/** Where a gate opens and closes. */
export interface VoiceGate {
  /** Levels, dBov, and how far above the noise of the room, dB; the higher holds. */
  readonly openDb: number
  readonly closeDb: number
  readonly openMarginDb: number
  readonly closeMarginDb: number
  /** Probabilities of speech, 0..1, and the level below which none counts, dBov. */
  readonly openProbability: number
  readonly holdProbability: number
  readonly leastDb: number
  /** It stays open this long after the last speech, ms. */
  readonly hangMs: number
}

/**
 * Finds talk spurts, with hysteresis and a hang-over: by the suppressor's probability of speech where there is one,
 * else by level above the noise of the room. The end is known one frame late, so the last frame of the hang-over
 * carries it.
 */
export class VoiceActivity {
  /** How long the gate stays open after the last speech, ms. */
  hangMs: number
  /** Level that the user chose, dBov, which alone decides; undefined: room and speech do. */
  chosenDb: number | undefined
  readonly #gate: VoiceGate
  readonly #noise = new NoiseFloor()
  #open = false
  #quietMs = 0

  constructor(gate: VoiceGate = CAPTURE_CONFIG.speechGate) {
    this.#gate = gate
    this.hangMs = gate.hangMs
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
    if (this.chosenDb !== undefined) return levelDb >= this.chosenDb
    const { openProbability, leastDb, openDb, openMarginDb } = this.#gate
    if (probability >= 0) return probability >= openProbability && levelDb >= leastDb
    return levelDb >= Math.max(openDb, this.#noise.levelDb + openMarginDb)
  }

  #goesOn(levelDb: number, probability: number): boolean {
    if (this.chosenDb !== undefined) return levelDb >= this.chosenDb - CAPTURE_CONFIG.chosenHoldDb
    const { holdProbability, leastDb, closeDb, closeMarginDb } = this.#gate
    if (probability >= 0) return probability >= holdProbability && levelDb >= leastDb
    return levelDb >= Math.max(closeDb, this.#noise.levelDb + closeMarginDb)
  }
}
