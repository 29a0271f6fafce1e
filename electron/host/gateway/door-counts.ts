/** Why a host cut a connection by itself. */
const CUTS = ['sockets-gave-way', 'logins-gave-way', 'slow-readers'] as const
export type Cut = (typeof CUTS)[number]

/** How many connections were cut for which reason since the start of the host. */
export class DoorCounts {
  readonly #counts = new Map<Cut, number>(CUTS.map((cut) => [cut, 0]))

  count(cut: Cut): void {
    this.#counts.set(cut, (this.#counts.get(cut) ?? 0) + 1)
  }

  /** By name, as `doors:slow-readers`. */
  values(): Record<string, number> {
    return Object.fromEntries([...this.#counts].map(([cut, count]) => [`doors:${cut}`, count]))
  }
}
