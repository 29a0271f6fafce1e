import { Interarrival } from '../jitter/interarrival.ts'
import { SenderTime } from '../jitter/sender-time.ts'
import { SlidingMinimum } from '../mix/sliding-minimum.ts'
import { frameMsOf } from '../packet/frame-code.ts'
import type { PacketHeader } from '../packet/header.ts'
import type { ReportPayload } from '../packet/report-payload.ts'
import { distance } from '../packet/sequence-number.ts'
import { PIPELINE_CONFIG } from './config.ts'

/**
 * How the packets of one speaker arrive, for the next report. It counts what the network did, by sequence numbers as
 * in RFC 3550 appendix A.3, whatever the jitter buffer made of it: a copy in a later packet repairs no network.
 */
export class ArrivalCount {
  readonly #interarrival = new Interarrival()
  readonly #senderTime = new SenderTime()
  readonly #floor = new SlidingMinimum(PIPELINE_CONFIG.reportFloorReports)
  #started = false
  #newest = 0
  /** Numbers that packets should have come for, and packets that came, since the report before. */
  #expected = 0
  #received = 0
  /** Delay of the quickest of them on the two ends' own clocks, ms; Infinity before the first. */
  #quickestMs = Infinity

  /** Takes an authentic packet that came once. */
  note(header: PacketHeader, nowMs: number): void {
    const step = distance(this.#newest, header.sequence)
    if (!this.#started || Math.abs(step) > PIPELINE_CONFIG.reportGapPackets) this.#begin(header.sequence)
    else if (step > 0) {
      this.#expected += step
      this.#newest = header.sequence
    }
    this.#received += 1
    this.#interarrival.observe(nowMs, header.timestamp)
    // From the frame's last sample on: a longer frame is no longer way.
    const spokenMs = this.#senderTime.follow(header.timestamp) + (frameMsOf(header.frameCode) ?? 0)
    this.#quickestMs = Math.min(this.#quickestMs, nowMs - spokenMs)
  }

  /** The listener was away: what it missed is no loss. */
  restart(): void {
    this.#started = false
  }

  /** Adds an entry and begins to count anew, where enough is known and the report has room. */
  tell(report: ReportPayload, source: number): void {
    if (this.#expected < PIPELINE_CONFIG.reportLeastPackets || this.#quickestMs === Infinity) return
    const delayMs = this.#quickestMs - this.#floor.next(this.#quickestMs)
    const lost = Math.max(0, this.#expected - this.#received)
    if (!report.add(source, this.#received, lost, this.#interarrival.jitterMs, delayMs)) return
    this.#expected = 0
    this.#received = 0
    this.#quickestMs = Infinity
  }

  #begin(sequence: number): void {
    this.#started = true
    this.#newest = sequence
    this.#expected = 1
    this.#received = 0
    this.#interarrival.restart()
  }
}
