import { CAPTURE_CONFIG } from './config.ts'

/** Level of the room without speech: follows the level down at once and up slowly. */
export class NoiseFloor {
  #levelDb: number = CAPTURE_CONFIG.vadNoiseStartDb

  /** dBov. */
  get levelDb(): number {
    return this.#levelDb
  }

  observe(levelDb: number, frameMs: number): void {
    const risen = this.#levelDb + (CAPTURE_CONFIG.vadNoiseRiseDbPerS * frameMs) / 1000
    this.#levelDb = Math.min(levelDb, risen, CAPTURE_CONFIG.vadNoiseMostDb)
  }
}
