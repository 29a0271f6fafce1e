import { LIMITS } from '../../contract/limits.ts'

export interface TransportConfig {
  /** Largest datagram kept, bytes; a longer one is reported as longer, not delivered. */
  readonly slotBytes: number
  /** Datagrams per `receive`. */
  readonly batch: number
  /** Remote addresses known at once. */
  readonly addressLimit: number
  /** native only: whether the system is asked how long each datagram waited (`ages`). */
  readonly stamped: boolean
  /** Kernel's buffers, bytes; 0 leaves the system's. */
  readonly receiveBuffer: number
  readonly sendBuffer: number
  /** dgram only: datagrams kept for `receive`; later ones are dropped and counted as socket errors. */
  readonly backlog: number
  /** dgram only: bytes that may wait in the event loop's send queue before a send is refused. */
  readonly sendQueueBytes: number
}

/** The values used, each with its reason. */
export const TRANSPORT_CONFIG: TransportConfig = {
  /** What both ends agreed on. */
  slotBytes: LIMITS.datagramBytes,
  /** Enough that a turn of a loaded loop is worth its fixed price. */
  batch: 64,
  /** Every member of a full host, and as many in the middle of a move. */
  addressLimit: 2 * LIMITS.members,
  /** A clock is read per datagram, for nothing where nobody looks at it. */
  stamped: false,
  /** Several thousand packets, for a loop that was kept from running. */
  receiveBuffer: 1024 * 1024,
  /** One packet fanned out to a full host. */
  sendBuffer: 2 * 1024 * 1024,
  /** A turn of the event loop delayed by 100 ms at 100 talkers. */
  backlog: 1024,
  /** As much again as the kernel's own: what waits longer is too old to be heard. */
  sendQueueBytes: 2 * 1024 * 1024,
}
