import { SILENCE_DB } from '../units.ts'

/** Tunables of the lights that show who speaks. */
export const LIGHT_CONFIG = {
  /** Above this level somebody speaks, dBov. */
  thresholdDb: -50,
  /** The light stays on this long after, ms: bridges the gaps between syllables. */
  holdMs: 250,
} as const

/** Whether a source speaks, by its level, with a hold so that the light does not flicker. */
export class SpeechLight {
  #levelDb: number = SILENCE_DB
  #loudMs = -Infinity

  /** Level of the last frame, dBov. */
  get levelDb(): number {
    return this.#levelDb
  }

  observe(levelDb: number, nowMs: number): void {
    this.#levelDb = levelDb
    if (levelDb > LIGHT_CONFIG.thresholdDb) this.#loudMs = nowMs
  }

  speaking(nowMs: number): boolean {
    return nowMs - this.#loudMs <= LIGHT_CONFIG.holdMs
  }

  reset(): void {
    this.#levelDb = SILENCE_DB
    this.#loudMs = -Infinity
  }
}
