import { PalabreError } from '../../contract/errors.ts'
import type { Channel } from '../../contract/models.ts'
import type { ChannelTree } from './channel-tree.ts'
import { isPassword } from './password.ts'
import type { PasswordGuard } from './password-guard.ts'
import type { Permissions, Person } from './permissions.ts'

export interface DoorsOptions {
  readonly tree: ChannelTree
  readonly permissions: Permissions
  /** Members of a channel now. */
  readonly occupancy: (channelId: number) => number
  readonly guard: PasswordGuard
}

/** Decides who may come into which channel: by right, by room, by password. Who manages a channel needs neither. */
export class Doors {
  readonly #options: DoorsOptions

  constructor(options: DoorsOptions) {
    this.#options = options
  }

  /**
   * Throws `channel-unknown`, `permission-denied`, `channel-full`, `password-required`, `password-wrong`, and who tries
   * too many `rate-limited` or `password-locked`. `address` is where the user comes from, as `addressKey` writes it.
   * A password is judged in its own time, so ask again what may have changed since.
   */
  async open(user: Person, channelId: number, password?: string, address = ''): Promise<Channel> {
    const channel = this.#enterable(user, channelId)
    await this.#unlock(user, channel, password, address)
    return this.#enterable(user, channelId)
  }

  /** Whether a channel lets a user in without a word: for the choice at login. */
  isOpen(user: Person, channelId: number): boolean {
    try {
      const channel = this.#enterable(user, channelId)
      return !channel.locked || this.#manages(user, channelId)
    } catch {
      return false
    }
  }

  #enterable(user: Person, channelId: number): Channel {
    const { tree, permissions, occupancy } = this.#options
    const channel = tree.get(channelId)
    permissions.require(user, 'enter', channelId)
    const full = channel.memberLimit > 0 && occupancy(channelId) >= channel.memberLimit
    if (full && !this.#manages(user, channelId)) throw new PalabreError('channel-full')
    return channel
  }

  async #unlock(
    user: Person,
    channel: Channel,
    password: string | undefined,
    address: string,
  ): Promise<void> {
    const hash = this.#options.tree.passwordHashOf(channel.id)
    if (hash === null || this.#manages(user, channel.id)) return
    if (password === undefined) throw new PalabreError('password-required')
    const guesser = { userId: user.id, address }
    const isRight = await this.#options.guard.judge(guesser, () => isPassword(password, hash))
    if (!isRight) throw new PalabreError('password-wrong')
  }

  #manages(user: Person, channelId: number): boolean {
    return this.#options.permissions.may(user, 'manageChannels', channelId)
  }
}
