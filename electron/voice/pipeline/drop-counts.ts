import { DROP_REASONS, type DropReason } from '../../contract/media.ts'

/** Counts refused datagrams by reason. */
export class DropCounts {
  readonly #counts = new Float64Array(DROP_REASONS.length)

  add(reason: DropReason): void {
    const place = DROP_REASONS.indexOf(reason)
    this.#counts[place] = (this.#counts[place] ?? 0) + 1
  }

  /** The reasons that occurred. */
  toRecord(): Record<string, number> {
    const entries = DROP_REASONS.map((reason, place) => [reason, this.#counts[place] ?? 0] as const)
    return Object.fromEntries(entries.filter(([, count]) => count > 0))
  }
}
