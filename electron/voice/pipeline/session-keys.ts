import { VOICE_CONFIG } from '../config.ts'
import { EpochKeys } from '../packet/epoch-keys.ts'

const NO_CHANNEL = -1

/** Who this guest is in a session with a host, and the keys of the channel it is in. */
export class SessionKeys {
  readonly sourceId: number
  readonly sessionNonce: Uint8Array
  #channelId = NO_CHANNEL
  #epochs = new EpochKeys(VOICE_CONFIG.epochGraceMs)

  constructor(sourceId: number, sessionNonce: Uint8Array) {
    this.sourceId = sourceId
    this.sessionNonce = Uint8Array.from(sessionNonce)
  }

  /** The channel whose keys these are. */
  get channelId(): number {
    return this.#channelId
  }

  /** The epoch to seal with; undefined before the first. */
  get epoch(): number | undefined {
    return this.#epochs.current
  }

  /** Takes a fresh epoch; those of another channel end at once. */
  renew(channelId: number, epoch: number, secret: Uint8Array, nowMs: number): void {
    if (channelId !== this.#channelId) this.#epochs = new EpochKeys(VOICE_CONFIG.epochGraceMs)
    this.#channelId = channelId
    this.#epochs.renew(epoch, secret, nowMs)
  }

  /** The key for own voice. */
  own(epoch: number, nowMs: number): Uint8Array | undefined {
    return this.#epochs.key(epoch, this.sourceId, this.sessionNonce, nowMs)
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
}
