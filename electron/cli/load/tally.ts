import { Histogram } from './histogram.ts'
import { MixCount } from './mix-count.ts'
import { VoiceCount } from './voice-count.ts'

/** What all users of a load have counted together. */
export class Tally {
  /** Logins that succeeded; those that failed, and stays that ended early, by code of the catalogue. */
  joined = 0
  readonly failed = new Map<string, number>()
  readonly ended = new Map<string, number>()
  /** How long each return took who had lost the connection, from the loss to the welcome, ms. */
  readonly returns: number[] = []
  readonly voice = new VoiceCount()
  readonly mix = new MixCount()
  /** Packets that were opened, that came twice, that nobody could open, and that came before their key. */
  opened = 0
  duplicates = 0
  unopened = 0
  early = 0
  /** Changes that the host took, and that it refused, by code. */
  changes = 0
  readonly refused = new Map<string, number>()
  /** Events received, all users together. */
  events = 0
  /** From seal to arrival, ms, of those that were opened; from request to answer, ms; from dial to welcome, ms. */
  readonly delays = new Histogram()
  readonly answers = new Histogram()
  readonly logins = new Histogram()
  /** By how much timers of this process were late while the load ran, ms. */
  readonly ownDelays = new Histogram()
}

export function countCode(counts: Map<string, number>, code: string): void {
  counts.set(code, (counts.get(code) ?? 0) + 1)
}
