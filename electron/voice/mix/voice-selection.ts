import { SILENCE_DB } from '../units.ts'
import { SELECT_CONFIG } from './config.ts'

/** How one source stands among those that may be heard. */
export class Standing {
  /** Chosen before all others, however quiet. */
  priority = false
  #levelDb: number = SILENCE_DB
  #heardMs = -Infinity
  #chosenMs = -Infinity
  #chosen = false

  /** Whether this source is decoded. */
  get chosen(): boolean {
    return this.#chosen
  }

  /** Level that counts, dBov: of the last packets together, so that no single click wins a place. */
  get levelDb(): number {
    return this.priority ? Infinity : this.#levelDb
  }

  /** Takes the level in a packet's header. */
  observe(levelDb: number, nowMs: number): void {
    const passedMs = nowMs - this.#heardMs
    const isNew = passedMs > SELECT_CONFIG.idleMs
    const share = isNew ? 1 : Math.min(1, Math.max(0, passedMs) / SELECT_CONFIG.smoothMs)
    this.#levelDb += (levelDb - this.#levelDb) * share
    this.#heardMs = nowMs
  }

  /** Whether nothing has come from this source for a while. */
  idle(nowMs: number): boolean {
    return nowMs - this.#heardMs > SELECT_CONFIG.idleMs
  }

  /** Whether it has had its place for long enough to lose it. */
  settled(nowMs: number): boolean {
    return nowMs - this.#chosenMs >= SELECT_CONFIG.holdMs
  }

  choose(nowMs: number): void {
    this.#chosen = true
    this.#chosenMs = nowMs
  }

  leave(): void {
    this.#chosen = false
  }
}

/**
 * Chooses whose voices are decoded and mixed: everybody while there are few, else the loudest by the level in their
 * headers. Who has a place keeps it until it is silent, or somebody else is clearly louder.
 */
export class VoiceSelection {
  readonly #chosen: Standing[] = []

  /** A packet with this level came; answers whether its source is decoded. */
  admit(standing: Standing, levelDb: number, nowMs: number): boolean {
    standing.observe(levelDb, nowMs)
    if (standing.chosen) return true
    if (this.#chosen.length < SELECT_CONFIG.mostVoices) this.#chosen.push(standing)
    else if (!this.#replace(standing, nowMs)) return false
    standing.choose(nowMs)
    return true
  }

  /** A source is gone. */
  forget(standing: Standing): void {
    const place = this.#chosen.indexOf(standing)
    if (place >= 0) this.#chosen.splice(place, 1)
    standing.leave()
  }

  #replace(standing: Standing, nowMs: number): boolean {
    let weakest = -1
    let lowestDb = standing.levelDb - SELECT_CONFIG.marginDb
    for (let place = 0; place < this.#chosen.length; place += 1) {
      const other = this.#chosen[place]
      if (other === undefined) continue
      const levelDb = other.idle(nowMs) ? -Infinity : other.levelDb
      if (levelDb >= lowestDb || !(other.settled(nowMs) || other.idle(nowMs))) continue
      weakest = place
      lowestDb = levelDb
    }
    if (weakest < 0) return false
    this.#chosen[weakest]?.leave()
    this.#chosen[weakest] = standing
    return true
  }
}
