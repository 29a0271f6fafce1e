/** Time as the rest of the code sees it: injected, monotonic, in nanoseconds or milliseconds. */
export interface Clock {
  /** CLOCK_MONOTONIC, nanoseconds. */
  nowNs(): bigint
  /** The same clock in milliseconds, with fraction. */
  nowMs(): number
  /** Calls back once after a delay; the answer cancels. */
  after(delayMs: number, callback: () => void): () => void
  /** Wall-clock time in milliseconds since 1970; for dates people read, never for intervals. */
  wallMs(): number
}

/** The machine's clock.. */
export const systemClock: Clock = {
  nowNs: () => process.hrtime.bigint(),
  nowMs: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs)
    return () => {
      clearTimeout(timer)
    }
  },
  wallMs: () => Date.now(),
}
