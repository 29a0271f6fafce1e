import { gainOf } from '../units.ts'
import { MIX_CONFIG } from './config.ts'

/** Lets everybody else sink while a priority speaker talks, and come back after. */
export class Ducking {
  #gainDb = 0

  /** Goes on by so many milliseconds; answers the linear gain of the others at their end. */
  next(priorityTalks: boolean, milliseconds: number): number {
    const { duckDb, duckAttackPerMs, duckReleasePerMs } = MIX_CONFIG
    this.#gainDb = priorityTalks
      ? Math.max(duckDb, this.#gainDb - duckAttackPerMs * milliseconds)
      : Math.min(0, this.#gainDb + duckReleasePerMs * milliseconds)
    return this.#gainDb === 0 ? 1 : gainOf(this.#gainDb)
  }
}
