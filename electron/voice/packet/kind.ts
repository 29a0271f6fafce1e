/** What a datagram is. Append only: the number is the low nibble of the first byte. */
export const KIND = {
  voice: 1,
  bind: 2,
  bound: 3,
  ping: 4,
  pong: 5,
  report: 6,
  bye: 7,
  /** Voice mixed by the host. */
  mix: 8,
  /** Several sealed packets in one datagram; reserved. */
  bundle: 9,
  /** Packets of a source that the host has not forwarded. */
  gap: 10,
} as const
export type KindName = keyof typeof KIND
export type Kind = (typeof KIND)[KindName]

const LAST_KIND = KIND.gap

/** Whether the number is a kind of version 1, taken by this end or not. */
export function isKind(kind: number): kind is Kind {
  return kind >= KIND.voice && kind <= LAST_KIND
}
