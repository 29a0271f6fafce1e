import type { Clock } from '../../base/clock.ts'
import { KEY_BYTES } from '../../base/crypto.ts'
import type { Random } from '../../base/random.ts'

/** The key of a scope, as bytes. */
export interface EpochKey {
  /** Number of a channel, or of a list of listeners; its owner tells which. */
  readonly scope: number
  /** 0..255. */
  readonly epoch: number
  readonly secret: Uint8Array
}

export interface EpochOptions {
  readonly clock: Clock
  readonly random: Random
  /** Fresh keys of a scope follow each other no faster than this, ms. */
  readonly windowMs: number
  /** Whether somebody is in the scope. */
  readonly occupied: (scope: number) => boolean
  /** Hands a fresh key to the media worker and to those in the scope. */
  readonly publish: (key: EpochKey) => void
}

interface ScopeKey {
  key: EpochKey
  drawnMs: number
  /** Whether the members have changed since the key was drawn. */
  stale: boolean
  cancel: (() => void) | undefined
}

/**
 * Draws a fresh secret whenever those in a scope (a channel, a list of listeners) change: whoever left cannot open what
 * follows.
 * The first change acts at once; those within the window after it share one key at its end.
 */
export class EpochService {
  readonly #options: EpochOptions
  readonly #scopes = new Map<number, ScopeKey>()

  constructor(options: EpochOptions) {
    this.#options = options
  }

  /** Those in a scope have changed. Answers whether a fresh key was published at once. */
  changed(scope: number): boolean {
    const channel = this.#scopes.get(scope)
    // Nobody is there to hear of it: the next one who comes gets a fresh key.
    if (!this.#options.occupied(scope)) {
      if (channel !== undefined) forgetTimer(channel)
      if (channel !== undefined) channel.stale = true
      return false
    }
    const waitMs = channel === undefined ? 0 : this.#waitMs(channel)
    if (channel === undefined || waitMs <= 0 || this.#unattended(channel)) {
      this.#draw(scope)
      return true
    }
    channel.stale = true
    channel.cancel ??= this.#options.clock.after(waitMs, () => {
      channel.cancel = undefined
      this.#draw(scope)
    })
    return false
  }

  /** The key of a scope now, drawn where there is none. */
  current(scope: number): EpochKey {
    return this.#scopes.get(scope)?.key ?? this.#draw(scope)
  }

  /** Draws and publishes fresh keys for all occupied scopes: a new media worker knows none. */
  renewAll(): void {
    for (const [scope, channel] of this.#scopes) {
      if (this.#options.occupied(scope)) this.#draw(scope)
      else channel.stale = true
    }
  }

  /** A scope is over for good. */
  forget(scope: number): void {
    const known = this.#scopes.get(scope)
    if (known !== undefined) forgetTimer(known)
    this.#scopes.delete(scope)
  }

  close(): void {
    for (const channel of this.#scopes.values()) forgetTimer(channel)
    this.#scopes.clear()
  }

  #waitMs(channel: ScopeKey): number {
    return channel.drawnMs + this.#options.windowMs - this.#options.clock.nowMs()
  }

  /** Whether the channel stood empty, so that nobody needs to be spared a second key. */
  #unattended(channel: ScopeKey): boolean {
    return channel.stale && channel.cancel === undefined
  }

  #draw(scope: number): EpochKey {
    const before = this.#scopes.get(scope)
    if (before !== undefined) forgetTimer(before)
    const epoch = before === undefined ? 0 : (before.key.epoch + 1) & 0xff
    const key = { scope, epoch, secret: this.#options.random.bytes(KEY_BYTES) }
    const drawnMs = this.#options.clock.nowMs()
    this.#scopes.set(scope, { key, drawnMs, stale: false, cancel: undefined })
    this.#options.publish(key)
    return key
  }
}

function forgetTimer(channel: ScopeKey): void {
  channel.cancel?.()
  channel.cancel = undefined
}
