import type { CalibrationResult } from '../../contract/engine.ts'
import { CAPTURE_CONFIG } from './config.ts'

export type CalibrationStep = 'off' | 'room' | 'speech'

/**
 * Finds the level from which on a voice is sent: listens to the room while nobody speaks, then to speech, and puts the
 * threshold between. Passive: takes one level after the other.
 */
export class Calibration {
  #step: CalibrationStep = 'off'
  #heardMs = 0
  #speechMs = 0
  #room: number[] = []
  #speech: number[] = []
  #roomDb = 0

  get step(): CalibrationStep {
    return this.#step
  }

  /** Begins (again) with the room. */
  start(): void {
    this.#begin('room')
    this.#room = []
    this.#speech = []
    this.#speechMs = 0
  }

  stop(): void {
    this.#step = 'off'
  }

  /** Takes the level of the next block, dBov, and its length; answers the result once, at the end. */
  observe(levelDb: number, blockMs: number): CalibrationResult | undefined {
    if (this.#step === 'off') return undefined
    this.#heardMs += blockMs
    if (this.#step === 'room') {
      this.#hearRoom(levelDb)
      return undefined
    }
    return this.#hearSpeech(levelDb, blockMs)
  }

  #hearRoom(levelDb: number): void {
    const { roomMs, settleMs, roomQuantile } = CAPTURE_CONFIG.calibration
    // Devices and filters settle first.
    if (this.#heardMs > settleMs) this.#room.push(levelDb)
    if (this.#heardMs < settleMs + roomMs) return
    this.#roomDb = quantile(this.#room, roomQuantile)
    this.#begin('speech')
  }

  #hearSpeech(levelDb: number, blockMs: number): CalibrationResult | undefined {
    const { speechMs, speechMostMs, marginDb } = CAPTURE_CONFIG.calibration
    if (levelDb >= this.#roomDb + marginDb) {
      this.#speech.push(levelDb)
      this.#speechMs += blockMs
    }
    if (this.#speechMs < speechMs && this.#heardMs < speechMostMs) return undefined
    this.#step = 'off'
    return this.#result()
  }

  #result(): CalibrationResult {
    const { speechLeastMs, speechQuantile, share, openLeastDb, openMostDb } = CAPTURE_CONFIG.calibration
    const roomDb = this.#roomDb
    if (this.#speechMs < speechLeastMs) return { roomDb, speechDb: null, openDb: null }
    const speechDb = quantile(this.#speech, speechQuantile)
    const between = Math.round(roomDb + share * (speechDb - roomDb))
    return { roomDb, speechDb, openDb: Math.min(openMostDb, Math.max(openLeastDb, between)) }
  }

  #begin(step: 'room' | 'speech'): void {
    this.#step = step
    this.#heardMs = 0
  }
}

/** The value below which a share of the others lies. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(share * (sorted.length - 1))] ?? CAPTURE_CONFIG.calibration.openLeastDb
}
