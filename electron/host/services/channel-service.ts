import { PalabreError } from '../../contract/errors.ts'
import type { Channel, ChannelChange, NewChannel } from '../../contract/models.ts'
import type { ChannelRight, Effect } from '../../contract/permissions.ts'
import type { Random } from '../../base/random.ts'
import type { Store } from '../../storage/store.ts'
import type { Actor, AuditLog } from './audit-log.ts'
import type { ChannelFields, ChannelTree } from './channel-tree.ts'
import { hashPassword } from './password.ts'
import type { Permissions } from './permissions.ts'
import type { Room } from './room.ts'

export interface ChannelServiceOptions {
  readonly store: Pick<Store, 'overrides' | 'users' | 'roles'>
  readonly tree: ChannelTree
  readonly room: Room
  readonly permissions: Permissions
  readonly audit: AuditLog
  readonly random: Random
}

/** Makes, changes and removes channels, and what they decide of rights, for those who may. */
export class ChannelService {
  readonly #options: ChannelServiceOptions

  constructor(options: ChannelServiceOptions) {
    this.#options = options
  }

  /** Needs `manageChannels`, or for a temporary channel `makeTemporary`, in the channel around it. */
  async create(actor: Actor, wish: NewChannel): Promise<Channel> {
    const right = wish.temporary === true ? 'makeTemporary' : 'manageChannels'
    const parentId = wish.parentId ?? undefined
    if (!this.#may(actor, 'manageChannels', parentId)) this.#require(actor, right, parentId)
    const { name, temporary = false } = wish
    const fields = await this.#fieldsOf(wish)
    const channel = this.#options.tree.create({ ...fields, name, temporary })
    this.#note(actor, 'channel.create', channel, wish)
    return channel
  }

  /**
   * Needs `manageChannels` in the channel, and where it goes elsewhere also there. `unchanged` is called right before
   * the change, since judging a password takes its time, and may throw.
   */
  async change(
    actor: Actor,
    channelId: number,
    wish: ChannelChange,
    unchanged: () => void = () => {},
  ): Promise<Channel> {
    this.#options.tree.get(channelId)
    this.#require(actor, 'manageChannels', channelId)
    if (wish.parentId !== undefined) this.#require(actor, 'manageChannels', wish.parentId ?? undefined)
    const fields = await this.#fieldsOf(wish)
    unchanged()
    const channel = this.#options.tree.change(channelId, fields)
    this.#note(actor, 'channel.change', channel, wish)
    return channel
  }

  /** Needs `manageChannels` in the channel. Who is in it goes to the first channel left. */
  remove(actor: Actor, channelId: number): void {
    const channel = this.#options.tree.get(channelId)
    this.#require(actor, 'manageChannels', channelId)
    const removed = this.#options.room.removeChannel(channelId)
    this.#options.permissions.reload()
    this.#note(actor, 'channel.remove', channel, { removed })
  }

  /**
   * Lets a channel decide a right of a user or a role; `null` leaves it to the channels around and the roles.
   * Nobody gives or takes what it may not do itself there.
   */
  decide(
    actor: Actor,
    channelId: number,
    subject: { readonly kind: 'user' | 'role'; readonly id: number },
    right: ChannelRight,
    effect: Effect | null,
  ): void {
    const channel = this.#options.tree.get(channelId)
    this.#require(actor, 'manageChannels', channelId)
    this.#require(actor, right, channelId)
    this.#checkSubject(actor, subject)
    const { overrides } = this.#options.store
    if (effect === null) overrides.clear({ channelId, subject, right })
    else overrides.set({ channelId, subject, right, effect })
    this.#options.permissions.reload()
    this.#options.room.rightsChanged()
    this.#note(actor, 'channel.decide', channel, { subject, right, effect })
  }

  /** There must be such a one, and it must stand below who decides. */
  #checkSubject(actor: Actor, { kind, id }: { kind: 'user' | 'role'; id: number }): void {
    const { store, permissions } = this.#options
    const user = kind === 'user' ? store.users.byId(id) : undefined
    const role = kind === 'role' ? permissions.roles().find((one) => one.id === id) : undefined
    if (kind === 'user' && user === undefined) throw new PalabreError('user-unknown')
    if (kind === 'role' && role === undefined) throw new PalabreError('role-unknown')
    const rank = role?.rank ?? (user === undefined ? 0 : permissions.rankOf(user))
    if (actor.kind === 'user' && permissions.rankOf(actor.user) <= rank) {
      throw new PalabreError('permission-denied', { detail: 'rank' })
    }
  }

  async #fieldsOf(wish: ChannelChange): Promise<Partial<ChannelFields>> {
    const { password, ...fields } = wish
    if (password === undefined) return fields
    const passwordHash = password === '' ? null : await hashPassword(password, this.#options.random)
    return { ...fields, passwordHash }
  }

  #may(actor: Actor, right: 'manageChannels', channelId: number | undefined): boolean {
    return actor.kind === 'token' || this.#options.permissions.may(actor.user, right, channelId)
  }

  #require(actor: Actor, right: ChannelRight, channelId: number | undefined): void {
    if (actor.kind === 'user') this.#options.permissions.require(actor.user, right, channelId)
  }

  /** Never the password itself. */
  #note(actor: Actor, action: string, { id, name }: Channel, detail: object): void {
    const shown = 'password' in detail ? { ...detail, password: 'changed' } : detail
    this.#options.audit.note(actor, action, { kind: 'channel', id, name }, shown)
  }
}
