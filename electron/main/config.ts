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

/** Tunables of the windows. */
export const WINDOW_CONFIG = {
  main: { smallest: { width: 800, height: 600 }, usual: { width: 1080, height: 720 } },
  /** A handful of people under each other, beside a game. */
  mini: { smallest: { width: 200, height: 160 }, usual: { width: 260, height: 320 } },
  /** Height of the part of a window that can be dragged, and how much of its width must be on a screen, pixels. */
  titleHeight: 32,
  leastTitle: 96,
  /** No screen is larger, pixels: what a damaged file says beyond it is not believed. */
  mostPixels: 100_000,
  /** A place is written when the window has stood still for this long, ms. */
  restMs: 500,
  /** A page that crashed is loaded again after this; growing, so that a broken one does not burn the machine. */
  reload: { firstMs: 100, mostMs: 10_000, factor: 2, jitter: 0 },
  /** A page that stood this long counts as sound again, ms. */
  soundAfterMs: 30_000,
} as const

/** Tunables of the notices of the desktop. */
export const NOTICE_CONFIG = {
  /** At most this many in a time, ms. */
  most: 4,
  windowMs: 10_000,
  /** Length of a text in one, code points. */
  textLength: 120,
} as const

/** Tunables of keys that work everywhere. */
export const SHORTCUT_CONFIG = {
  /** After this many falls of what watches keys the app does without: something of the desktop does not let it. */
  mostFaults: 3,
  /** Bytes of a word that `palabre talk-key` may send, how long it may take for that, ms, and how many may at once. */
  wordBytes: 16,
  callerMs: 1_000,
  mostCallers: 8,
} as const

/** Tunables of updates. */
export const UPDATE_CONFIG = {
  /** The first look is not in the way of the start, and one more follows twice a day, ms. */
  firstMs: 60_000,
  everyMs: 12 * 3_600_000,
} as const
