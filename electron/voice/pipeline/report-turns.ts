import { ReportPayload } from '../packet/report-payload.ts'
import { PIPELINE_CONFIG } from './config.ts'
import type { HostLink } from './host-link.ts'
import type { ReceiverPipeline } from './receiver-pipeline.ts'

/** Multiples of it, modulo 1, lie as evenly as can be however many there are. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2

/** Reports once a second how speakers arrive, each guest at a moment of its own within the second. */
export class ReportTurns {
  readonly #receiver: ReceiverPipeline
  readonly #link: HostLink
  readonly #report = new ReportPayload()
  #phase = 0
  #last = 0

  constructor(receiver: ReceiverPipeline, link: HostLink) {
    this.#receiver = receiver
    this.#link = link
  }

  connect(sourceId: number): void {
    this.#phase = (sourceId * GOLDEN_RATIO) % 1
  }

  /** Sends what is due, if there is anything to tell. */
  turn(nowMs: number): void {
    const turn = Math.floor(nowMs / PIPELINE_CONFIG.reportMs + this.#phase)
    if (turn === this.#last) return
    this.#last = turn
    this.#receiver.tell(this.#report)
    if (this.#report.count > 0) this.#link.report(this.#report)
  }
}
