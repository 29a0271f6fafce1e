import { Histogram } from './histogram.ts'

/** What all users of a load have counted together. */
export class Tally {
  /** Logins that succeeded; those that failed, and stays that ended early, by code of the catalogue. */
  joined = 0
  readonly failed = new Map<string, number>()
  readonly ended = new Map<string, number>()
  /** How long each return took who had lost the connection, from the loss to the welcome, ms. */
  readonly returns: number[] = []
  /** Voice packets times listeners; packets that were opened; packets that came twice, or that nobody could open. */
  offered = 0
  delivered = 0
  duplicates = 0
  unopened = 0
  /** Changes that the host took, and that it refused, by code. */
  changes = 0
  readonly refused = new Map<string, number>()
  /** Events received, all users together. */
  events = 0
  /** From seal to open, ms; from request to answer, ms; from dial to welcome, ms. */
  readonly delays = new Histogram()
  readonly answers = new Histogram()
  readonly logins = new Histogram()
  /** By how much timers of this process were late while the load ran, ms. */
  readonly ownDelays = new Histogram()
}

export function countCode(counts: Map<string, number>, code: string): void {
  counts.set(code, (counts.get(code) ?? 0) + 1)
}
