import { LIMITS } from '../contract/limits.ts'
import type { SendDelay } from '../contract/models.ts'
import type { SessionStats } from '../contract/stats.ts'
import type { SessionConfig } from './config.ts'

/** Decides when the host is told what own voice has behind it: while it is sent, where that has changed, seldom. */
export class DelayTeller {
  readonly #config: Pick<SessionConfig, 'delayStepMs' | 'delayEveryMs'>
  #told: SendDelay | undefined
  #toldMs = -Infinity
  #framesSent = 0

  constructor(config: Pick<SessionConfig, 'delayStepMs' | 'delayEveryMs'>) {
    this.#config = config
  }

  /** Takes the engine's newest numbers; answers what is to be told now, if anything. */
  observe({ framesSent, ownDelay }: SessionStats, nowMs: number): SendDelay | undefined {
    // An engine that was started anew counts from 0.
    const isSending = framesSent !== this.#framesSent && framesSent > 0
    this.#framesSent = framesSent
    if (!isSending || ownDelay.network === null) return undefined
    if (nowMs - this.#toldMs < this.#config.delayEveryMs) return undefined
    const captureMs = within(ownDelay.capture + ownDelay.processing)
    const networkMs = within(ownDelay.network)
    if (!this.#isNews(captureMs + networkMs)) return undefined
    this.#told = { captureMs, networkMs }
    this.#toldMs = nowMs
    return this.#told
  }

  /** Another session with a host, which knows nothing yet. */
  reset(): void {
    this.#told = undefined
    this.#toldMs = -Infinity
  }

  #isNews(ms: number): boolean {
    const told = this.#told
    return told === undefined || Math.abs(ms - told.captureMs - told.networkMs) > this.#config.delayStepMs
  }
}

/** In tenths, and as much as may be told. */
function within(ms: number): number {
  return Math.min(LIMITS.delayMs, Math.max(0, Math.round(ms * 10) / 10))
}
