/** Tunables of the app's own process, both shells. */
export const APP_CONFIG = {
  /** A service that stopped by itself is started again after this; growing, so that a broken one does not burn the machine. */
  restart: { firstMs: 250, mostMs: 10_000, factor: 2, jitter: 0.2 },
  /** A service that ran this long counts as sound again: the next restart is quick, ms. */
  soundAfterMs: 30_000,
  /** How long a service may take to end by itself, ms: a host tells its guests first. */
  stopLimitMs: 5_000,
  /** Lines of the log that a diagnostic bundle ends with: hours of an ordinary run, and less than a megabyte. */
  logLines: 500,
  /** A service that takes longer to answer is left out of a diagnostic bundle, ms: it may be what is broken. */
  diagnosticsLimitMs: 3_000,
} as const
