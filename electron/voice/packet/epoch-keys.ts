import { mixKey, sourceKey } from './source-key.ts'

/** One epoch of a channel and the source keys asked for so far. */
class Epoch {
  readonly number: number
  readonly #secret: Uint8Array
  readonly #keys = new Map<number, Uint8Array>()
  readonly #mixKeys = new Map<number, Uint8Array>()

  constructor(number: number, secret: Uint8Array) {
    this.number = number
    this.#secret = Uint8Array.from(secret)
  }

  key(sourceId: number, sessionNonce: Uint8Array): Uint8Array {
    return this.#keys.get(sourceId) ?? this.#derive(sourceId, sessionNonce)
  }

  mixKey(listener: number, sessionNonce?: Uint8Array): Uint8Array {
    const known = this.#mixKeys.get(listener)
    if (known !== undefined) return known
    const key = mixKey(this.#secret, listener, sessionNonce)
    this.#mixKeys.set(listener, key)
    return key
  }

  forget(sourceId: number): void {
    this.#keys.delete(sourceId)
    this.#mixKeys.delete(sourceId)
  }

  #derive(sourceId: number, sessionNonce: Uint8Array): Uint8Array {
    const key = sourceKey(this.#secret, sourceId, sessionNonce)
    this.#keys.set(sourceId, key)
    return key
  }
}

/**
 * The keys of one channel: the epoch now, and for a grace time the one before, because a renewed secret and the
 * voice sealed with it travel by different roads.
 */
export class EpochKeys {
  readonly #graceMs: number
  #current: Epoch | undefined
  #previous: Epoch | undefined
  #previousEndsMs = 0

  constructor(graceMs: number) {
    this.#graceMs = graceMs
  }

  /** The epoch to seal with, 0..255; undefined before the first. */
  get current(): number | undefined {
    return this.#current?.number
  }

  /** Takes a fresh epoch; the one before lives on for the grace time from `nowMs`. */
  renew(epoch: number, secret: Uint8Array, nowMs: number): void {
    this.#previous = this.#current
    this.#previousEndsMs = nowMs + this.#graceMs
    this.#current = new Epoch(epoch, secret)
  }

  /** The key of a source in an epoch, or undefined where the epoch is not live. Derived once, then kept. */
  key(epoch: number, sourceId: number, sessionNonce: Uint8Array, nowMs: number): Uint8Array | undefined {
    return this.#live(epoch, nowMs)?.key(sourceId, sessionNonce)
  }

  /** The key of what the host makes for a listener, or for everybody; undefined where the epoch is not live. */
  mixKey(
    epoch: number,
    listener: number,
    sessionNonce: Uint8Array | undefined,
    nowMs: number,
  ): Uint8Array | undefined {
    return this.#live(epoch, nowMs)?.mixKey(listener, sessionNonce)
  }

  /** Drops the keys of a source that left, or that comes back with another session nonce. */
  forget(sourceId: number): void {
    this.#current?.forget(sourceId)
    this.#previous?.forget(sourceId)
  }

  #live(epoch: number, nowMs: number): Epoch | undefined {
    if (this.#current?.number === epoch) return this.#current
    return this.#previous?.number === epoch && nowMs < this.#previousEndsMs ? this.#previous : undefined
  }
}
