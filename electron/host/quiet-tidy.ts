import { performance } from 'node:perf_hooks'
import type { Clock } from '../base/clock.ts'
import type { Room } from './services/room.ts'

/** When a host looks for memory that it need not hold. */
export interface TidyConfig {
  /** Nobody has come or gone for so long, ms. */
  readonly calmMs: number
  /** Comings and goings that leave behind what is worth the work. */
  readonly leastChanges: number
  /** Share of that time in which the thread worked, 0..1; with more somebody would wait for an answer meanwhile. */
  readonly busyMost: number
}

export interface QuietTidyOptions {
  readonly clock: Clock
  readonly config: TidyConfig
  readonly room: Pick<Room, 'onChange'>
  /** Gives memory back to the system; takes the time of a full garbage collection. */
  readonly tidy: () => void
  /** Share of the time since it was asked before in which this thread worked, 0..1. */
  readonly busyShare?: () => number
}

/** Asks the event loop of this thread. */
function shareOfLoop(): () => number {
  let before = performance.eventLoopUtilization()
  return () => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, before)
    before = now
    return utilization
  }
}

/**
 * Has memory given back once things are calm after the start of a host, and after a crowd has come or gone. Logins
 * leave garbage of many times what a guest needs, and neither V8 nor the C library gives its place back before they
 * need it, which in a calm host is never. One by one people come and go without this.
 */
export class QuietTidy {
  readonly #options: QuietTidyOptions
  readonly #busyShare: () => number
  readonly #stop: () => void
  #changes = 0
  #changedMs: number
  #cancel: (() => void) | undefined

  constructor(options: QuietTidyOptions) {
    this.#options = options
    this.#busyShare = options.busyShare ?? shareOfLoop()
    this.#changedMs = options.clock.nowMs()
    this.#stop = options.room.onChange(({ kind }) => {
      if (kind === 'entered' || kind === 'left') this.#onChange()
    })
    this.#wait(options.config.calmMs)
  }

  close(): void {
    this.#stop()
    this.#cancel?.()
  }

  #onChange(): void {
    const { clock, config } = this.#options
    this.#changes += 1
    this.#changedMs = clock.nowMs()
    if (this.#changes >= config.leastChanges && this.#cancel === undefined) this.#wait(config.calmMs)
  }

  #wait(ms: number): void {
    this.#cancel = this.#options.clock.after(ms, this.#look)
  }

  readonly #look = (): void => {
    const { clock, config, tidy } = this.#options
    const leftMs = this.#changedMs + config.calmMs - clock.nowMs()
    const isBusy = this.#busyShare() > config.busyMost
    if (leftMs > 0 || isBusy) {
      this.#wait(isBusy ? config.calmMs : leftMs)
      return
    }
    this.#cancel = undefined
    this.#changes = 0
    tidy()
  }
}
