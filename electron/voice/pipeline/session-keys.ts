import { VOICE_CONFIG } from '../config.ts'
import { EpochKeys, listKeys } from '../packet/epoch-keys.ts'
import { isList, TARGETS } from '../packet/header.ts'

const NO_CHANNEL = -1

/** Who this guest is in a session with a host, the keys of the channel it is in, and those of lists of listeners. */
export class SessionKeys {
  readonly sourceId: number
  readonly sessionNonce: Uint8Array
  #channelId = NO_CHANNEL
  #epochs = new EpochKeys(VOICE_CONFIG.epochGraceMs)
  /** By `scopeOf` sender and list. */
  readonly #lists = new Map<number, EpochKeys>()

  constructor(sourceId: number, sessionNonce: Uint8Array) {
    this.sourceId = sourceId
    this.sessionNonce = Uint8Array.from(sessionNonce)
  }

  /** The channel whose keys these are. */
  get channelId(): number {
    return this.#channelId
  }

  /** The epoch of the channel to seal with; undefined before the first. */
  get epoch(): number | undefined {
    return this.#epochs.current
  }

  /** The epoch to seal with for a target; undefined where there is no key for it. */
  epochFor(target: number): number | undefined {
    return this.#scope(target)?.current
  }

  /** Takes a fresh epoch; those of another channel end at once. */
  renew(channelId: number, epoch: number, secret: Uint8Array, nowMs: number): void {
    if (channelId !== this.#channelId) this.#epochs = new EpochKeys(VOICE_CONFIG.epochGraceMs)
    this.#channelId = channelId
    this.#epochs.renew(epoch, secret, nowMs)
  }

  /** Takes a fresh epoch of a list: an own one, or one that this guest hears. */
  renewList(sender: number, list: number, epoch: number, secret: Uint8Array, nowMs: number): void {
    const scope = scopeOf(sender, list)
    const keys = this.#lists.get(scope) ?? listKeys(VOICE_CONFIG.epochGraceMs, list)
    this.#lists.set(scope, keys)
    keys.renew(epoch, secret, nowMs)
  }

  /** This guest is not part of a list any more. */
  endList(sender: number, list: number): void {
    this.#lists.delete(scopeOf(sender, list))
  }

  /** The key for own voice, for the channel unless a target says otherwise. */
  own(epoch: number, nowMs: number, target = 0): Uint8Array | undefined {
    return this.#scope(target)?.key(epoch, this.sourceId, this.sessionNonce, nowMs)
  }

  /** The key of what another member speaks to one of its lists. */
  ofList(
    epoch: number,
    list: number,
    sourceId: number,
    sessionNonce: Uint8Array,
    nowMs: number,
  ): Uint8Array | undefined {
    return this.#lists.get(scopeOf(sourceId, list))?.key(epoch, sourceId, sessionNonce, nowMs)
  }

  /** The key of another member's voice; undefined where the epoch is not live. */
  of(epoch: number, sourceId: number, sessionNonce: Uint8Array, nowMs: number): Uint8Array | undefined {
    return this.#epochs.key(epoch, sourceId, sessionNonce, nowMs)
  }

  /** The key of what the host makes: for this guest alone, or (EVERYBODY) for the whole channel. */
  ofHost(epoch: number, listener: number, nowMs: number): Uint8Array | undefined {
    return this.#epochs.mixKey(epoch, listener, this.sessionNonce, nowMs)
  }

  forget(sourceId: number): void {
    this.#epochs.forget(sourceId)
  }

  /** What own voice for a target is sealed with. */
  #scope(target: number): EpochKeys | undefined {
    return isList(target) ? this.#lists.get(scopeOf(this.sourceId, target)) : this.#epochs
  }
}

/** One number for a list of a sender: targets have 5 bits. */
export function scopeOf(sender: number, list: number): number {
  return sender * (TARGETS.loopback + 1) + list
}
