import type { Clock } from '../../base/clock.ts'
import { processCost, type ProcessCost } from '../process-cost.ts'

/** What a host took of the machine during a load. */
export interface HostSpent {
  /** Share of one core while the load ran, percent. */
  readonly cpuPercent: number
  /** At its end, bytes; and what of it came with each user. */
  readonly memoryBytes: number
  readonly guestBytes: number | null
}

const PERCENT = 100

/** Looks at the process of a host before the users come, when all are in, and at the end. */
export class HostWatch {
  readonly #pid: number
  readonly #clock: Clock
  readonly #empty: ProcessCost
  #begin: ProcessCost
  #beginMs: number

  /** Throws where there is no such process. */
  constructor(pid: number, clock: Clock) {
    this.#pid = pid
    this.#clock = clock
    this.#empty = processCost(pid)
    this.#begin = this.#empty
    this.#beginMs = clock.nowMs()
  }

  /** The load begins; users are in. */
  begin(): void {
    this.#begin = processCost(this.#pid)
    this.#beginMs = this.#clock.nowMs()
  }

  spent(users: number): HostSpent {
    const { cpuS, memoryBytes } = processCost(this.#pid)
    const seconds = (this.#clock.nowMs() - this.#beginMs) / 1000
    return {
      cpuPercent: (PERCENT * (cpuS - this.#begin.cpuS)) / seconds,
      memoryBytes,
      guestBytes: users === 0 ? null : (memoryBytes - this.#empty.memoryBytes) / users,
    }
  }
}
