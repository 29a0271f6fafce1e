import type { Clock } from '../base/clock.ts'
import { PalabreError } from '../contract/errors.ts'

export interface RaceOptions<Target, Line> {
  /** Places whose targets come one after the other, each as soon as it is known. */
  readonly sources: readonly (() => Promise<readonly Target[]>)[]
  /** Opens a line; must reject soon after its signal aborts. */
  readonly dial: (target: Target, signal: AbortSignal) => Promise<Line>
  /** Closes a line that came second. */
  readonly discard: (line: Line) => void
  /** Before the first dial. */
  readonly onFirstDial?: () => void
  readonly clock: Clock
  readonly staggerMs: number
  readonly signal: AbortSignal
}

/**
 * Dials many addresses at once, the starts staggered; the first line that stands wins, the others are
 * given up (RFC 8305, "happy eyeballs"). A failed dial starts the next at once. Rejects with the most
 * telling failure after all have failed: a wrong key says more than silence.
 */
export function raceDials<Target, Line>(options: RaceOptions<Target, Line>): Promise<Line> {
  return new Promise((resolve, reject) => {
    new Race(options, resolve, reject).begin()
  })
}

class Race<Target, Line> {
  readonly #options: RaceOptions<Target, Line>
  readonly #resolve: (line: Line) => void
  readonly #reject: (error: PalabreError) => void
  readonly #losers = new AbortController()
  readonly #waiting: Target[] = []
  readonly #failures: PalabreError[] = []
  #looking: number
  #running = 0
  #started = 0
  #over = false
  #cancelTimer: (() => void) | undefined

  constructor(
    options: RaceOptions<Target, Line>,
    resolve: (line: Line) => void,
    reject: (error: PalabreError) => void,
  ) {
    this.#options = options
    this.#resolve = resolve
    this.#reject = reject
    this.#looking = options.sources.length
  }

  begin(): void {
    if (this.#options.signal.aborted) {
      this.#onAbort()
      return
    }
    this.#options.signal.addEventListener('abort', this.#onAbort)
    for (const source of this.#options.sources) void this.#look(source)
    this.#step()
  }

  async #look(source: () => Promise<readonly Target[]>): Promise<void> {
    try {
      this.#waiting.push(...(await source()))
    } catch (error) {
      this.#failures.push(asPalabreError(error))
    }
    this.#looking -= 1
    if (this.#cancelTimer === undefined) this.#step()
  }

  /** Starts the next dial and the clock for the one after it, or sees that nothing is left. */
  #step(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    if (this.#over) return
    const target = this.#waiting.shift()
    if (target === undefined) {
      if (this.#looking === 0 && this.#running === 0)
        this.#finish(() => {
          this.#reject(this.#worst())
        })
      return
    }
    void this.#dial(target)
    this.#cancelTimer = this.#options.clock.after(this.#options.staggerMs, () => {
      this.#step()
    })
  }

  async #dial(target: Target): Promise<void> {
    if (this.#started === 0) this.#options.onFirstDial?.()
    this.#started += 1
    this.#running += 1
    try {
      const line = await this.#options.dial(target, this.#losers.signal)
      this.#running -= 1
      if (this.#over) this.#options.discard(line)
      else
        this.#finish(() => {
          this.#resolve(line)
        })
    } catch (error) {
      this.#running -= 1
      this.#failures.push(asPalabreError(error))
      this.#step()
    }
  }

  readonly #onAbort = (): void => {
    this.#finish(() => {
      this.#reject(new PalabreError('host-unreachable', { detail: 'given up' }))
    })
  }

  #finish(tell: () => void): void {
    if (this.#over) return
    this.#over = true
    this.#cancelTimer?.()
    this.#options.signal.removeEventListener('abort', this.#onAbort)
    tell()
    this.#losers.abort()
  }

  #worst(): PalabreError {
    const wrongKey = this.#failures.find((failure) => failure.code === 'host-key-changed')
    if (wrongKey !== undefined) return wrongKey
    const details = this.#failures.map((failure) => failure.detail ?? failure.code)
    return new PalabreError('host-unreachable', { detail: details.join('; ') || 'no address' })
  }
}

function asPalabreError(error: unknown): PalabreError {
  return error instanceof PalabreError
    ? error
    : new PalabreError('internal', { cause: error, detail: String(error) })
}
