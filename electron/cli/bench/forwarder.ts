/** What a forwarder has done so far. */
export interface ForwarderTotals {
  /** CPU time of the thread that forwards, ns. */
  readonly cpuNs: number
  readonly packetsIn: number
  /** Datagrams sent, one per listener. */
  readonly packetsOut: number
  readonly sendFailed: number
}

/** Something that takes datagrams at a loopback port and sends each to many. */
export interface Forwarder {
  readonly port: number
  totals(): Promise<ForwarderTotals>
  close(): Promise<void>
}
