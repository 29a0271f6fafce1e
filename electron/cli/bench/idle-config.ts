/** What stands idle at a host. */
export interface IdleScenario {
  /** Guests that are signed in and say nothing. */
  readonly users: number
  readonly channels: number
  /** Most of one core that it may cost, percent; undefined where nothing is promised. */
  readonly budgetPercent?: number
}

/** Tunables of `palabre bench idle`. */
export const IDLE_CONFIG = {
  /** What the product promises. */
  scenarios: [
    { users: 0, channels: 1_000, budgetPercent: 1 },
    { users: 1_000, channels: 40, budgetPercent: 3 },
  ] satisfies readonly IdleScenario[],
  /** Length of the measured window, s: six keepalives of each guest. */
  seconds: 30,
  mostSeconds: 600,
  mostUsers: 5_000,
  /** A host that has just started, or let a crowd in, gives memory back once it was calm for 5 s, ms. */
  settleMs: 15_000,
  /** A host takes so many logins of one address under way; more would only wait, a second. */
  joinRate: 60,
  /** Memory that a host holds for a guest that is signed in and calm, bytes. */
  guestBytes: 110 * 1024,
} as const
