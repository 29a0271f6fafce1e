import type { Clock } from '../../base/clock.ts'
import { KEY_BYTES } from '../../base/crypto.ts'
import type { Random } from '../../base/random.ts'

/** The key of a channel, as bytes. */
export interface EpochKey {
  readonly channelId: number
  /** 0..255. */
  readonly epoch: number
  readonly secret: Uint8Array
}

export interface EpochOptions {
  readonly clock: Clock
  readonly random: Random
  /** Fresh keys of a channel follow each other no faster than this, ms. */
  readonly windowMs: number
  /** Whether somebody is in the channel. */
  readonly occupied: (channelId: number) => boolean
  /** Hands a fresh key to the media worker and to the members of the channel. */
  readonly publish: (key: EpochKey) => void
}

interface ChannelKey {
  key: EpochKey
  drawnMs: number
  /** Whether the members have changed since the key was drawn. */
  stale: boolean
  cancel: (() => void) | undefined
}

/**
 * Draws a fresh secret whenever the members of a channel change: whoever left cannot open what follows.
 * The first change acts at once; those within the window after it share one key at its end.
 */
export class EpochService {
  readonly #options: EpochOptions
  readonly #channels = new Map<number, ChannelKey>()

  constructor(options: EpochOptions) {
    this.#options = options
  }

  /** The members of a channel have changed. Answers whether a fresh key was published at once. */
  changed(channelId: number): boolean {
    const channel = this.#channels.get(channelId)
    // Nobody is there to hear of it: the next one who comes gets a fresh key.
    if (!this.#options.occupied(channelId)) {
      if (channel !== undefined) forgetTimer(channel)
      if (channel !== undefined) channel.stale = true
      return false
    }
    const waitMs = channel === undefined ? 0 : this.#waitMs(channel)
    if (channel === undefined || waitMs <= 0 || this.#unattended(channel)) {
      this.#draw(channelId)
      return true
    }
    channel.stale = true
    channel.cancel ??= this.#options.clock.after(waitMs, () => {
      channel.cancel = undefined
      this.#draw(channelId)
    })
    return false
  }

  /** The key of a channel now, drawn where there is none. */
  current(channelId: number): EpochKey {
    return this.#channels.get(channelId)?.key ?? this.#draw(channelId)
  }

  /** Draws and publishes fresh keys for all occupied channels: a new media worker knows none. */
  renewAll(): void {
    for (const [channelId, channel] of this.#channels) {
      if (this.#options.occupied(channelId)) this.#draw(channelId)
      else channel.stale = true
    }
  }

  close(): void {
    for (const channel of this.#channels.values()) forgetTimer(channel)
    this.#channels.clear()
  }

  #waitMs(channel: ChannelKey): number {
    return channel.drawnMs + this.#options.windowMs - this.#options.clock.nowMs()
  }

  /** Whether the channel stood empty, so that nobody needs to be spared a second key. */
  #unattended(channel: ChannelKey): boolean {
    return channel.stale && channel.cancel === undefined
  }

  #draw(channelId: number): EpochKey {
    const before = this.#channels.get(channelId)
    if (before !== undefined) forgetTimer(before)
    const epoch = before === undefined ? 0 : (before.key.epoch + 1) & 0xff
    const key = { channelId, epoch, secret: this.#options.random.bytes(KEY_BYTES) }
    const drawnMs = this.#options.clock.nowMs()
    this.#channels.set(channelId, { key, drawnMs, stale: false, cancel: undefined })
    this.#options.publish(key)
    return key
  }
}

function forgetTimer(channel: ChannelKey): void {
  channel.cancel?.()
  channel.cancel = undefined
}
