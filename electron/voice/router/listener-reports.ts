import { PONG_LOSS_WHOLE, type PongPayload } from '../packet/control-payload.ts'
import type { ReportPayload } from '../packet/report-payload.ts'
import { ROUTER_CONFIG } from './config.ts'
import { Quantile } from './quantile.ts'

/** What listeners report of one source until it is told: of constant size, however many they are. */
export class ListenerReports {
  readonly #loss = new Quantile()
  readonly #jitter = new Quantile()
  readonly #delay = new Quantile()

  /** Takes an entry of a report. One that counts no packet says nothing. */
  add(report: ReportPayload, index: number): void {
    const lost = report.lost[index] ?? 0
    const all = (report.received[index] ?? 0) + lost
    if (all === 0) return
    this.#loss.add(Math.round((lost / all) * PONG_LOSS_WHOLE))
    this.#jitter.add(report.jitter[index] ?? 0)
    this.#delay.add(report.delay[index] ?? 0)
  }

  /** Puts the sum in the pong, and begins anew. */
  tell(pong: PongPayload): void {
    const share = ROUTER_CONFIG.reportShare
    pong.listeners = this.#loss.total
    pong.loss = this.#loss.at(share)
    pong.jitter = this.#jitter.at(share)
    pong.delay = this.#delay.at(share)
    this.#loss.clear()
    this.#jitter.clear()
    this.#delay.clear()
  }
}
