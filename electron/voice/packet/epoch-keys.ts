import { PACKET_CONFIG } from './config.ts'
import { mixKey, sourceKey, whisperKey } from './source-key.ts'

/** Makes the key of a source of an epoch's secret. */
export type DeriveSourceKey = (secret: Uint8Array, sourceId: number, sessionNonce: Uint8Array) => Uint8Array

/** One epoch of a channel, or of a list, and the source keys asked for so far. */
class Epoch {
  readonly number: number
  readonly #secret: Uint8Array
  readonly #sourceKey: DeriveSourceKey
  readonly #keys = new Map<number, Uint8Array>()
  readonly #mixKeys = new Map<number, Uint8Array>()

  constructor(number: number, secret: Uint8Array, sourceKey: DeriveSourceKey) {
    this.number = number
    this.#sourceKey = sourceKey
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
    const key = this.#sourceKey(this.#secret, sourceId, sessionNonce)
    this.#keys.set(sourceId, key)
    return key
  }
}

/**
 * The keys of one channel, or of one list of listeners: the epoch now, and for a grace time those before, because a
 * renewed secret and the voice sealed with it travel by different roads. Where many come and go there is a fresh epoch
 * several times in that time, and the grace is the same for each.
 */
export class EpochKeys {
  readonly #graceMs: number
  readonly #sourceKey: DeriveSourceKey
  #current: Epoch | undefined
  /** Those before that may still live, the newest first, each with its end. */
  #earlier: readonly { readonly epoch: Epoch; readonly endsMs: number }[] = []

  /** `derive` makes the source keys; those of a channel by default. */
  constructor(graceMs: number, derive: DeriveSourceKey = sourceKey) {
    this.#graceMs = graceMs
    this.#sourceKey = derive
  }

  /** The epoch to seal with, 0..255; undefined before the first. */
  get current(): number | undefined {
    return this.#current?.number
  }

  /** Takes a fresh epoch; the one before lives on for the grace time from `nowMs`. */
  renew(epoch: number, secret: Uint8Array, nowMs: number): void {
    const before = this.#current
    const live = this.#earlier.filter(({ endsMs }) => nowMs < endsMs)
    if (before !== undefined) live.unshift({ epoch: before, endsMs: nowMs + this.#graceMs })
    this.#earlier = live.slice(0, PACKET_CONFIG.earlierEpochs)
    this.#current = new Epoch(epoch, secret, this.#sourceKey)
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
    for (const { epoch } of this.#earlier) epoch.forget(sourceId)
  }

  #live(epoch: number, nowMs: number): Epoch | undefined {
    if (this.#current?.number === epoch) return this.#current
    return this.#earlier.find(({ epoch: one, endsMs }) => one.number === epoch && nowMs < endsMs)?.epoch
  }
}

/** The keys of one list of listeners of one sender. */
export function listKeys(graceMs: number, list: number): EpochKeys {
  return new EpochKeys(graceMs, (secret, sourceId, nonce) => whisperKey(secret, list, sourceId, nonce))
}
