import type { Clock } from '../../base/clock.ts'

/** How silence of guests is judged. */
export interface LifeConfig {
  /** Whoever was not heard for this long is asked with a ping, ms. */
  readonly silentMs: number
  /** The same for whose datagrams come, ms: its guest is there, only the connection may be broken. */
  readonly calmMs: number
  /** Between two looks at everybody, ms. */
  readonly lookMs: number
  /** Looks after the ping at which who is still silent is dead. */
  readonly patience: number
}

/** A connection as its watch sees it. */
export interface Watched {
  /** When the last byte came from the other end, ms. */
  readonly heardMs: number
  /** Whether the other end is known to live by signs that do not come this way. */
  readonly isVouched: boolean
  ping(): void
  onDead(): void
}

/**
 * Finds connections whose other end is gone without a word. Whatever comes from it is a sign of life, its own pings
 * too, so that nobody is asked who speaks anyway. One timer serves all, and there is none where nobody is watched.
 *
 * After the ping looks are counted and not time: a host that stood still hears what has come meanwhile before it looks
 * again, and takes nobody's silence for its own.
 */
export class LifeWatch {
  readonly #clock: Clock
  readonly #config: LifeConfig
  /** Looks since each was found silent. */
  readonly #looks = new Map<Watched, number>()
  #cancel: (() => void) | undefined

  constructor(clock: Clock, config: LifeConfig) {
    this.#clock = clock
    this.#config = config
  }

  add(one: Watched): void {
    this.#looks.set(one, 0)
    this.#cancel ??= this.#clock.after(this.#config.lookMs, this.#look)
  }

  remove(one: Watched): void {
    this.#looks.delete(one)
    if (this.#looks.size > 0) return
    this.#cancel?.()
    this.#cancel = undefined
  }

  readonly #look = (): void => {
    this.#cancel = this.#clock.after(this.#config.lookMs, this.#look)
    const { silentMs, calmMs, patience } = this.#config
    const nowMs = this.#clock.nowMs()
    for (const [one, before] of this.#looks) {
      const looks = nowMs - one.heardMs < (one.isVouched ? calmMs : silentMs) ? 0 : before + 1
      if (looks !== before) this.#looks.set(one, looks)
      if (looks === 1) one.ping()
      else if (looks > patience) one.onDead()
    }
  }
}
