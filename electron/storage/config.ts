/** Tunables of the storage. */
export const STORAGE_CONFIG = {
  /**
   * How long opening, or a write, waits for a lock, ms. A process that was killed gives its locks back at once, so
   * whoever still holds the folder's after this is another host on it.
   */
  busyTimeoutMs: 1_000,
  /** Pages after which the log is folded into the file; 1,000 pages of 4 KiB keep it near 4 MiB. */
  checkpointPages: 1_000,
  /** A database up to this is read whole before it is used, bytes: some 0.2 s. A larger one would make the start slow. */
  checkBytes: 32 * 1024 * 1024,
} as const
