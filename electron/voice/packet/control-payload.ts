import { read16, read32, write16, write32 } from './byte-order.ts'

/**
 * Payloads of the packets sealed with the hop key. Question and answer are equally long, so that nobody can use a
 * host to send a third party more than it was sent. Bytes not named are zero and ignored.
 */

export const PROOF_BYTES = 16

/** bind (guest to host) and bound (host to guest). */
export const BIND_BYTES = 24
export const BIND_OFFSETS = { state: 0, proof: 8 } as const
/** States of `bound`. In `bind` the byte is reserved for wishes and zero. */
export const BOUND_STATE = {
  /** Send the bind again with this proof from the same address. */
  prove: 0,
  /** The address is taken. */
  taken: 1,
} as const

/** Fields of bind and bound; `proof` is the parser's own buffer. */
export class BindPayload {
  state = 0
  readonly proof = new Uint8Array(PROOF_BYTES)
}

/** Answers the bytes written. */
export function composeBind(out: Uint8Array, payload: BindPayload): number {
  out.fill(0, 0, BIND_BYTES)
  out[BIND_OFFSETS.state] = payload.state
  out.set(payload.proof, BIND_OFFSETS.proof)
  return BIND_BYTES
}

/** False where the length is not that of a bind. */
export function parseBind(bytes: Uint8Array, length: number, payload: BindPayload): boolean {
  if (length !== BIND_BYTES) return false
  payload.state = bytes[BIND_OFFSETS.state] ?? 0
  for (let index = 0; index < PROOF_BYTES; index += 1) {
    payload.proof[index] = bytes[BIND_OFFSETS.proof + index] ?? 0
  }
  return true
}

export const PING_BYTES = 24
export const PING_TIME_BYTES = 8
export const PING_OFFSETS = { time: 0, sent: 8, received: 12, lost: 16 } as const

/** ping (guest to host). Counts are totals of the session, modulo 2^32. */
export class PingPayload {
  /** The guest's own time; comes back untouched in the pong. */
  readonly time = new Uint8Array(PING_TIME_BYTES)
  /** Voice packets this guest has sent. */
  sent = 0
  /** Voice packets it has received. */
  received = 0
  /** Voice packets that never came. */
  lost = 0
}

export function composePing(out: Uint8Array, payload: PingPayload): number {
  out.fill(0, 0, PING_BYTES)
  out.set(payload.time, PING_OFFSETS.time)
  write32(out, PING_OFFSETS.sent, payload.sent)
  write32(out, PING_OFFSETS.received, payload.received)
  write32(out, PING_OFFSETS.lost, payload.lost)
  return PING_BYTES
}

export function parsePing(bytes: Uint8Array, length: number, payload: PingPayload): boolean {
  if (length !== PING_BYTES) return false
  copyTime(bytes, payload.time)
  payload.sent = read32(bytes, PING_OFFSETS.sent)
  payload.received = read32(bytes, PING_OFFSETS.received)
  payload.lost = read32(bytes, PING_OFFSETS.lost)
  return true
}

export const PONG_OFFSETS = {
  ...{ time: 0, received: 8, forwarded: 12 },
  ...{ listeners: 16, loss: 18, jitter: 20, delay: 22 },
} as const

/** Units of `PongPayload.loss` in all packets. */
export const PONG_LOSS_WHOLE = 10_000

/** pong (host to guest); as long as a ping. */
export class PongPayload {
  /** Of the ping. */
  readonly time = new Uint8Array(PING_TIME_BYTES)
  /** Voice packets of this guest that the host accepted. */
  received = 0
  /** Voice packets the host has forwarded to this guest. */
  forwarded = 0
  /** Reports of listeners on this guest's voice since the pong before, which the next three sum up. */
  listeners = 0
  /** Of each of these that value below which nine of ten reports stay. Hundredths of a percent of the packets. */
  loss = 0
  /** Tenths of a millisecond. */
  jitter = 0
  /** Tenths of a millisecond. */
  delay = 0
}

export function composePong(out: Uint8Array, payload: PongPayload): number {
  out.fill(0, 0, PING_BYTES)
  out.set(payload.time, PONG_OFFSETS.time)
  write32(out, PONG_OFFSETS.received, payload.received)
  write32(out, PONG_OFFSETS.forwarded, payload.forwarded)
  write16(out, PONG_OFFSETS.listeners, payload.listeners)
  write16(out, PONG_OFFSETS.loss, payload.loss)
  write16(out, PONG_OFFSETS.jitter, payload.jitter)
  write16(out, PONG_OFFSETS.delay, payload.delay)
  return PING_BYTES
}

export function parsePong(bytes: Uint8Array, length: number, payload: PongPayload): boolean {
  if (length !== PING_BYTES) return false
  copyTime(bytes, payload.time)
  payload.received = read32(bytes, PONG_OFFSETS.received)
  payload.forwarded = read32(bytes, PONG_OFFSETS.forwarded)
  payload.listeners = read16(bytes, PONG_OFFSETS.listeners)
  payload.loss = read16(bytes, PONG_OFFSETS.loss)
  payload.jitter = read16(bytes, PONG_OFFSETS.jitter)
  payload.delay = read16(bytes, PONG_OFFSETS.delay)
  return true
}

function copyTime(bytes: Uint8Array, time: Uint8Array): void {
  for (let index = 0; index < PING_TIME_BYTES; index += 1) time[index] = bytes[index] ?? 0
}
