import {
  THRESHOLD_LEAST_DB,
  THRESHOLD_MOST_DB,
  type GateSettings,
  type TransmitMode,
} from '../../contract/engine.ts'
import { CAPTURE_CONFIG } from './config.ts'
import { PushToTalk } from './push-to-talk.ts'
import { VoiceActivity, type SpurtStep } from './voice-activity.ts'

/** What a gate goes by. */
export interface HeardBlock {
  /** dBov, before the gain. */
  readonly levelDb: number
  /** How likely it is speech, 0..1; NaN where nobody knows. */
  readonly speechProbability: number
}

/** Decides what is sent: everything, speech alone, or what is said while a key is held. */
export class TransmitGate {
  readonly #activity = new VoiceActivity()
  readonly #key = new PushToTalk()
  #mode: TransmitMode

  constructor(mode: TransmitMode, settings: GateSettings = {}) {
    this.#mode = mode
    this.set(settings)
  }

  get mode(): TransmitMode {
    return this.#mode
  }

  /** Whether sound from before a spurt belongs to it. */
  get wantsPreRoll(): boolean {
    return this.#mode === 'vad'
  }

  /** The caller has ended the spurt under way. A key that is held counts where the mode asks for one. */
  setMode(mode: TransmitMode): void {
    this.#mode = mode
    this.reset()
  }

  /** When it opens, and how long it stays open, within 0..`gateMostMs`; what is absent stays. Counts at once. */
  set({ openDb, hangMs, releaseMs }: GateSettings): void {
    if (openDb !== undefined) this.#activity.chosenDb = thresholdOf(openDb)
    if (hangMs !== undefined) this.#activity.hangMs = bounded(hangMs, CAPTURE_CONFIG.speechGate.hangMs)
    if (releaseMs !== undefined) this.#key.releaseMs = bounded(releaseMs, CAPTURE_CONFIG.pttReleaseMs)
  }

  /** The key is down, or up. */
  setTalking(on: boolean): void {
    this.#key.set(on)
  }

  /** What the next block is; takes its length. */
  step({ levelDb, speechProbability }: HeardBlock, blockMs: number): SpurtStep {
    if (this.#mode === 'continuous') return 'speech'
    if (this.#mode === 'ptt') return this.#key.observe(blockMs)
    return this.#activity.observe(levelDb, blockMs, speechProbability)
  }

  /** Ends a spurt. */
  reset(): void {
    this.#activity.reset()
    this.#key.reset()
  }
}

/** NaN, which is no level, chooses none. */
function thresholdOf(openDb: number | null): number | undefined {
  if (openDb === null || Number.isNaN(openDb)) return undefined
  return Math.min(THRESHOLD_MOST_DB, Math.max(THRESHOLD_LEAST_DB, openDb))
}

function bounded(ms: number, usual: number): number {
  return ms >= 0 ? Math.min(ms, CAPTURE_CONFIG.gateMostMs) : usual
}
