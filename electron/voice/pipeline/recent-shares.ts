import { PIPELINE_CONFIG } from './config.ts'

/** Totals of one speaker that shares are made of. */
export interface ShareCounts {
  readonly received: number
  readonly lost: number
  readonly concealed: number
}

const NOTHING: ShareCounts = { received: 0, lost: 0, concealed: 0 }

/** Shares of what was lost and concealed lately, out of totals that only grow. */
export class RecentShares {
  readonly #times: number[] = []
  readonly #counts: ShareCounts[] = []

  /** Takes the totals now; answers percents of the packets that were due in the last seconds, 0 where none was. */
  observe(counts: ShareCounts, nowMs: number): { lossPercent: number; concealedPercent: number } {
    const { sharesStepMs, sharesMs } = PIPELINE_CONFIG
    while (this.#times.length > 1 && nowMs - (this.#times[1] ?? nowMs) >= sharesMs) {
      this.#times.shift()
      this.#counts.shift()
    }
    const before = this.#counts[0] ?? NOTHING
    if (nowMs - (this.#times.at(-1) ?? -Infinity) >= sharesStepMs) {
      this.#times.push(nowMs)
      this.#counts.push(counts)
    }
    const lost = counts.lost - before.lost
    const due = counts.received - before.received + lost
    return {
      lossPercent: percent(lost, due),
      concealedPercent: percent(counts.concealed - before.concealed, due),
    }
  }
}

/** A packet that came late after all is a loss taken back: never below 0. */
function percent(part: number, whole: number): number {
  return whole > 0 ? Math.max(0, Math.min(100, (100 * part) / whole)) : 0
}
