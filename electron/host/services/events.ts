import type { HostEvent } from '../../contract/gateway.ts'
import type { ErrorCode } from '../../contract/errors.ts'

/** An event before it has the number that each session gives it. */
export type EventBody = HostEvent extends infer E ? (E extends { n: number } ? Omit<E, 'n'> : never) : never

/** An event as text without its number and end: written once, however many hear it. */
export interface PreparedEvent {
  readonly head: string
}

export function prepareEvent(event: EventBody): PreparedEvent {
  return { head: JSON.stringify(event).slice(0, -1) }
}

/** The text of an event for one session. */
export function numberedEvent(event: PreparedEvent, n: number): string {
  return `${event.head},"n":${String(n)}}`
}

/** The connection of a session, as the rules see it. */
export interface Peer {
  /** Sends an event with the session's next number. */
  deliver(event: PreparedEvent): void
  /** Sends a voice datagram through the connection. */
  tunnel(datagram: Uint8Array): void
  /** Ends the session from the host's side: says why, then closes. */
  end(code: ErrorCode): void
}
