import type { MediaCommand } from '../../contract/media.ts'
import { PLAIN_DELIVERY, type ChannelDelivery } from '../../contract/models.ts'
import type { ChannelTree } from './channel-tree.ts'

/** What the media worker knows of how voices are passed on in each channel. */
export class ChannelDeliveries {
  readonly #tree: ChannelTree
  readonly #post: (command: MediaCommand) => void
  /** Save for plain ones. */
  readonly #told = new Map<number, ChannelDelivery>()

  constructor(tree: ChannelTree, post: (command: MediaCommand) => void) {
    this.#tree = tree
    this.#post = post
  }

  /** Tells of channels whose voices are passed on in another way than it knows. */
  tell(): void {
    for (const { id, audio } of this.#tree.all) {
      const { delivery, topN, bitrateCap } = audio
      const told = this.#told.get(id) ?? PLAIN_DELIVERY
      const isTold = told.delivery === delivery && told.topN === topN
      if (isTold && (told.bitrateCap ?? 0) === bitrateCap) continue
      const now = { delivery, topN, ...(bitrateCap === 0 ? {} : { bitrateCap }) }
      this.#told.set(id, now)
      this.#post({ type: 'channelAudio', channelId: id, audio: now })
    }
  }

  /** A new media worker knows nothing. */
  restore(): void {
    this.#told.clear()
    this.tell()
  }
}
