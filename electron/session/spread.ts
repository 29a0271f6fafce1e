import { SESSION_CONFIG } from './config.ts'

/**
 * Places between the loudspeakers for those who have none of their own. Whoever comes gets the first free one, and
 * nobody moves when somebody else comes or goes.
 *
 *     slot    3    1    5    0    4    2    6
 *            left        middle         right
 */
export class Spread {
  readonly #slots = new Map<number, number>()

  /** Who is there now, by user id. */
  follow(userIds: ReadonlySet<number>): void {
    for (const userId of this.#slots.keys()) if (!userIds.has(userId)) this.#slots.delete(userId)
    const taken = new Set(this.#slots.values())
    let slot = 0
    for (const userId of userIds) {
      if (this.#slots.has(userId)) continue
      while (taken.has(slot)) slot += 1
      taken.add(slot)
      this.#slots.set(userId, slot)
    }
  }

  /** The place of one who is there, -1 (left) to 1 (right); the middle for others. */
  placeOf(userId: number): number {
    const slot = this.#slots.get(userId)
    return slot === undefined ? 0 : SESSION_CONFIG.spreadWidth * (2 * halved(slot + 1) - 1)
  }
}

/** 1/2, 1/4, 3/4, 1/8, 5/8 ...: always in the widest gap (van der Corput). */
function halved(count: number): number {
  let [value, share] = [0, 0.5]
  for (let rest = count; rest > 0; rest = Math.floor(rest / 2)) {
    value += (rest % 2) * share
    share /= 2
  }
  return value
}
