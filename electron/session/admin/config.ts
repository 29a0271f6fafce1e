/** Tunables of the way to a host's REST API. */
export const ADMIN_CONFIG = {
  /** From a request to the end of its answer, ms: below what the page waits, above a backup before another comes back. */
  requestMs: 28_000,
  /** Without a byte of a file for this long it is given up, ms. */
  silentMs: 30_000,
  /** A connection nobody uses is closed after this, ms: sooner than the host would. */
  idleMs: 5_000,
  /** Bytes of an answer: a page of the longest lines, and the document, have well under one. */
  answerBytes: 4 * 1024 * 1024,
  /** How a download goes is told this often, ms: a bar moves smoothly. */
  tellMs: 100,
  /** Downloads at the same time. */
  downloads: 8,
  /** Files that are brought at the same time: a host takes one. */
  uploads: 2,
  /** Bytes of a file that wait for the line to the host: some pieces, so that it never stands still. */
  uploadAheadBytes: 256 * 1024,
} as const

/** The same with other values, for tests. */
export type AdminConfig = { readonly [Name in keyof typeof ADMIN_CONFIG]: number }
