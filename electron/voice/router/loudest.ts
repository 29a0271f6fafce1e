import { LOUDEST_CONFIG } from './config.ts'

/** What a selection knows of one voice. */
export class Voice {
  /** Level of late, dBov: rises at once, falls slowly. */
  levelDb = -127
  /** When it was loud enough to be speech. */
  loudMs = -Infinity
  isChosen = false
  #chosenMs = -Infinity
  #heardMs = -Infinity

  /** Follows the level of a packet. */
  observe(levelDb: number, nowMs: number): void {
    const { fallPerMs, speechDb } = LOUDEST_CONFIG
    this.levelDb = Math.max(levelDb, this.levelDb - fallPerMs * (nowMs - this.#heardMs))
    this.#heardMs = nowMs
    if (levelDb > speechDb) this.loudMs = nowMs
  }

  choose(nowMs: number): void {
    this.isChosen = true
    this.#chosenMs = nowMs
  }

  /** Whether it has been silent for the hold time. */
  isSilent(nowMs: number): boolean {
    return nowMs - this.loudMs > LOUDEST_CONFIG.holdMs
  }

  /** Whether it was chosen so long ago that a louder one may take its place. */
  isSettled(nowMs: number): boolean {
    return nowMs - this.#chosenMs > LOUDEST_CONFIG.holdMs
  }
}

/**
 * The N loudest voices of a channel. Who is in stays in while it speaks, unless another one is clearly louder; who was
 * silent for the hold time makes room at once. Costs one look at the chosen ones per packet of somebody who is not.
 */
export class Loudest {
  readonly #chosen: Voice[] = []
  #limit: number

  /** `limit` 0: everybody. */
  constructor(limit = 0) {
    this.#limit = limit
  }

  get limit(): number {
    return this.#limit
  }

  set limit(limit: number) {
    this.#limit = limit
    for (const voice of this.#chosen.splice(0)) voice.isChosen = false
  }

  /** Whether a packet of this voice with the given level, dBov, is passed on. */
  admits(voice: Voice, levelDb: number, nowMs: number): boolean {
    if (this.#limit === 0) return true
    voice.observe(levelDb, nowMs)
    if (voice.isChosen) return true
    if (this.#chosen.length < this.#limit) {
      this.#chosen.push(voice)
      voice.choose(nowMs)
      return true
    }
    return this.#displace(voice, levelDb, nowMs)
  }

  /** Takes a voice out whose member has gone. */
  remove(voice: Voice): void {
    const place = this.#chosen.indexOf(voice)
    if (place >= 0) this.#chosen.splice(place, 1)
    voice.isChosen = false
  }

  #displace(voice: Voice, levelDb: number, nowMs: number): boolean {
    if (levelDb <= LOUDEST_CONFIG.speechDb) return false
    const place = this.#placeFor(voice, nowMs)
    const other = this.#chosen[place]
    if (other === undefined) return false
    other.isChosen = false
    this.#chosen[place] = voice
    voice.choose(nowMs)
    return true
  }

  /** The place of one that is silent, else of the quietest that is clearly quieter; -1 where there is none. */
  #placeFor(voice: Voice, nowMs: number): number {
    let found = -1
    let quietest = voice.levelDb - LOUDEST_CONFIG.hysteresisDb
    for (let place = 0; place < this.#chosen.length; place += 1) {
      const other = this.#chosen[place]
      if (other === undefined) continue
      if (other.isSilent(nowMs)) return place
      if (!other.isSettled(nowMs) || other.levelDb > quietest) continue
      quietest = other.levelDb
      found = place
    }
    return found
  }
}
