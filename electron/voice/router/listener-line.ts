import { HOST_SOURCE } from '../packet/header.ts'
import type { ReportPayload } from '../packet/report-payload.ts'
import { LINE_CONFIG } from './config.ts'

/** Reports count delay in tenths of a millisecond. */
const PER_MS = 10

/**
 * Tells by a listener's own reports whether its line is too weak for every voice one by one: then it gets one mix.
 * Weak is soon said and slowly taken back, more slowly each time it was too early: the only way to know whether a line
 * has become wider is to try. Of constant size; knows the time only by what it is told.
 *
 *   strong --- loss or delay too high for 3 s, while several speak ---> weak
 *   weak   --- the mix arrives well for 30 s (60, 120 ... s) ---------> strong, for at least 10 s
 */
export class ListenerLine {
  #isWeak = false
  /** For how long reports have spoken for the other state, ms. */
  #againstMs = 0
  #calmMs: number = LINE_CONFIG.calmMs
  #reportedMs = -Infinity
  #changedMs = -Infinity

  get isWeak(): boolean {
    return this.#isWeak
  }

  /** Takes a report of this listener; answers whether `isWeak` has changed. */
  take(report: ReportPayload, nowMs: number): boolean {
    const passedMs = Math.min(nowMs - this.#reportedMs, LINE_CONFIG.reportStandsMs)
    this.#reportedMs = nowMs
    if (!this.#isTelling(report)) return false
    this.#againstMs = this.#speaksAgainst(report) ? this.#againstMs + passedMs : 0
    const neededMs = this.#isWeak ? this.#calmMs : LINE_CONFIG.badMs
    if (this.#againstMs < neededMs || nowMs - this.#changedMs < LINE_CONFIG.leastStayMs) return false
    this.#change(nowMs)
    return true
  }

  /** A weak line is judged by how the mix arrives; a strong one by several voices, or by the mix where it was asked for. */
  #isTelling({ count, source }: ReportPayload): boolean {
    // Sources are in rising order, and the host's is the lowest.
    const hasMix = count > 0 && source[0] === HOST_SOURCE
    return hasMix || (!this.#isWeak && count >= LINE_CONFIG.leastVoices)
  }

  /** Whether it asks for the other state: by the loss of all voices together, and their delay on the average. */
  #speaksAgainst(report: ReportPayload): boolean {
    const entries = this.#isWeak ? 1 : report.count
    let [lost, all, delay] = [0, 0, 0]
    for (let index = 0; index < entries; index += 1) {
      lost += report.lost[index] ?? 0
      all += (report.received[index] ?? 0) + (report.lost[index] ?? 0)
      delay += report.delay[index] ?? 0
    }
    const { weakLoss, weakDelayMs, calmShare } = LINE_CONFIG
    const loss = all === 0 ? 0 : lost / all
    const delayMs = delay / entries / PER_MS
    if (!this.#isWeak) return loss > weakLoss || delayMs > weakDelayMs
    return loss < weakLoss * calmShare && delayMs < weakDelayMs * calmShare
  }

  #change(nowMs: number): void {
    const { calmMs, calmMostMs, relapseMs } = LINE_CONFIG
    if (!this.#isWeak) {
      const isRelapse = nowMs - this.#changedMs < relapseMs
      this.#calmMs = isRelapse ? Math.min(2 * this.#calmMs, calmMostMs) : calmMs
    }
    this.#isWeak = !this.#isWeak
    this.#changedMs = nowMs
    this.#againstMs = 0
  }
}
