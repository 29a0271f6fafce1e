import { SAMPLE_RATE } from '../units.ts'
import { MATCH_CONFIG } from './config.ts'
import { SpeechLoudness } from './speech-loudness.ts'

/**
 * Brings one speaker to the loudness all have in common. It measures the voice as it came, moves only while there
 * is speech, and so slowly that nobody hears it move.
 */
export class LoudnessMatch {
  readonly #speech = new SpeechLoudness()
  #gainDb = 0

  /** The gain to be applied now, dB, within +-`mostDb`. */
  get gainDb(): number {
    return this.#gainDb
  }

  /** Takes what the speaker sent, before any gain; at most 100 ms at once. */
  observe(frame: Float32Array): void {
    this.#speech.observe(frame)
    if (!this.#speech.speaking || !this.#speech.known) return
    const { targetLufs, mostDb, mostPerS, settleS } = MATCH_CONFIG
    const seconds = frame.length / SAMPLE_RATE
    const wanted = within(mostDb, targetLufs - this.#speech.lufs)
    const move = (wanted - this.#gainDb) * Math.min(1, seconds / settleS)
    this.#gainDb += within(mostPerS * seconds, move)
  }
}

function within(most: number, value: number): number {
  return Math.max(-most, Math.min(most, value))
}
