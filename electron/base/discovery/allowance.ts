import type { Clock } from '../clock.ts'

/** How many messages are looked into. */
export interface AllowanceConfig {
  /** Of one address in one second. */
  readonly perSource: number
  /** Of all addresses that are not trusted, in one second. */
  readonly inAll: number
}

const WINDOW_MS = 1_000

/** Bounds what strangers can make this machine work: so many messages of each, and so many in all, each second. */
export class Allowance {
  readonly #clock: Clock
  readonly #config: AllowanceConfig
  readonly #bySource = new Map<string, number>()
  #total = 0
  #sinceMs = -Infinity

  constructor(clock: Clock, config: AllowanceConfig) {
    this.#clock = clock
    this.#config = config
  }

  /** Whether one more message of an address may be looked into; trusted ones do not count in all. */
  take(source: string, isTrusted = false): boolean {
    const nowMs = this.#clock.nowMs()
    if (nowMs - this.#sinceMs >= WINDOW_MS) {
      this.#bySource.clear()
      this.#total = 0
      this.#sinceMs = nowMs
    }
    const taken = this.#bySource.get(source) ?? 0
    if (taken >= this.#config.perSource || (!isTrusted && this.#total >= this.#config.inAll)) return false
    this.#bySource.set(source, taken + 1)
    if (!isTrusted) this.#total += 1
    return true
  }
}
