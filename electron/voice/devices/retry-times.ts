import { DEVICE_CONFIG } from './config.ts'

interface Failures {
  count: number
  untilMs: number
}

/** When devices that failed may be tried again: the first time at once, then after ever longer pauses. */
export class RetryTimes {
  readonly #failures = new Map<string, Failures>()

  failed(id: string, nowMs: number): void {
    const count = (this.#failures.get(id)?.count ?? 0) + 1
    const { retryFirstMs, retryMostMs } = DEVICE_CONFIG
    const pauseMs = count === 1 ? 0 : Math.min(retryMostMs, retryFirstMs * 2 ** (count - 2))
    this.#failures.set(id, { count, untilMs: nowMs + pauseMs })
  }

  mayTry(id: string, nowMs: number): boolean {
    return nowMs >= (this.#failures.get(id)?.untilMs ?? -Infinity)
  }

  /** How long its next stream may take to the first callback: one that was too slow gets more time. */
  firstCallbackMs(id: string): number {
    const { firstCallbackMs, firstCallbackMostMs } = DEVICE_CONFIG
    return Math.min(firstCallbackMostMs, firstCallbackMs * 2 ** (this.#failures.get(id)?.count ?? 0))
  }

  /** It works, or it was plugged in again. */
  forget(id: string): void {
    this.#failures.delete(id)
  }

  /** Everything may be tried at once. */
  clear(): void {
    this.#failures.clear()
  }
}
