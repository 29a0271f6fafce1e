import type { Clock } from '../../base/clock.ts'
import { toBase64Url } from '../../base/crypto.ts'
import type { Random } from '../../base/random.ts'
import { PalabreError } from '../../contract/errors.ts'
import { LIMITS } from '../../contract/limits.ts'
import type { MediaCommand } from '../../contract/media.ts'
import type { WhisperTargets } from '../../contract/models.ts'
import type { UserRepository } from '../../storage/repositories/users.ts'
import type { ChannelTree } from './channel-tree.ts'
import { EpochService, type EpochKey } from './epoch-service.ts'
import { prepareEvent } from './events.ts'
import type { Permissions } from './permissions.ts'
import type { Room, RoomChange } from './room.ts'
import type { Session } from './roster.ts'

export interface WhisperListsOptions {
  readonly room: Room
  readonly tree: ChannelTree
  readonly permissions: Permissions
  readonly users: UserRepository
  readonly clock: Clock
  readonly random: Random
  /** Fresh keys of a list follow each other no faster than this, ms. */
  readonly epochWindowMs: number
  /** To the media worker. */
  readonly post: (command: MediaCommand) => void
}

/** One list of one member, and who is on it now. */
interface WhisperList {
  readonly owner: Session
  readonly number: number
  readonly targets: WhisperTargets
  /** The channels it names, with those within. */
  channels: ReadonlySet<number>
  listeners: ReadonlySet<Session>
}

const NOBODY: ReadonlySet<Session> = new Set()

/**
 * Whom members whisper to. The host finds out who that is, lets the media worker send to exactly those, and gives them
 * and the owner keys that nobody else has; fresh ones whenever the list has changed.
 */
export class WhisperLists {
  readonly #options: WhisperListsOptions
  readonly #lists = new Map<number, WhisperList>()
  readonly #epochs: EpochService

  constructor(options: WhisperListsOptions) {
    const { clock, random, epochWindowMs: windowMs, room, tree } = options
    this.#options = options
    this.#epochs = new EpochService({
      ...{ clock, random, windowMs },
      occupied: (scope) => (this.#lists.get(scope)?.listeners ?? NOBODY).size > 0,
      publish: (key) => {
        this.#publish(key)
      },
    })
    room.onChange((change) => {
      this.#onChange(change)
    })
    tree.onChange(() => {
      for (const list of this.#lists.values())
        this.#follow({ ...list, channels: this.#channelsOf(list.targets) })
    })
  }

  /** Lists of all members. */
  get size(): number {
    return this.#lists.size
  }

  /**
   * Whom one of the member's lists reaches from now on; empty targets end it. Throws `permission-denied` where the
   * member may whisper in none of what is named, `channel-unknown` or `user-unknown`; then the list is as it was.
   */
  set(owner: Session, number: number, targets: WhisperTargets): void {
    this.#check(owner, targets)
    const scope = scopeOf(owner, number)
    if (targets.users.length === 0 && targets.channels.length === 0) {
      this.#end(scope)
      return
    }
    const listeners = this.#lists.get(scope)?.listeners ?? NOBODY
    this.#follow({ owner, number, targets, channels: this.#channelsOf(targets), listeners })
  }

  /** A member is in and hears what it is told: it may be on lists of others. */
  greet(session: Session): void {
    this.#followMember(session)
  }

  #onChange(change: RoomChange): void {
    if (change.kind === 'moved') this.#followMember(change.session)
    else if (change.kind === 'left') this.#forget(change.session)
    else if (change.kind === 'rights') for (const list of this.#lists.values()) this.#follow(list)
    else if (change.kind === 'restored') this.#restore()
    else if (change.kind === 'closed') {
      this.#epochs.close()
      this.#lists.clear()
    }
  }

  /** Only what names the member, its channel, or has it on can change. */
  #followMember(session: Session): void {
    const { userId, channelId } = session.member
    for (const list of this.#lists.values()) {
      const isNamed = list.channels.has(channelId) || list.targets.users.includes(userId)
      if (isNamed || list.listeners.has(session)) this.#follow(list)
    }
  }

  #forget(session: Session): void {
    for (let number = 1; number <= LIMITS.whisperLists; number += 1) this.#end(scopeOf(session, number))
    for (const list of this.#lists.values()) if (list.listeners.has(session)) this.#follow(list)
  }

  /** A new media worker knows no lists; it gets fresh keys, as with channels. */
  #restore(): void {
    for (const list of this.#lists.values()) if (list.listeners.size > 0) this.#postListeners(list)
    this.#epochs.renewAll()
  }

  /** Brings a list, and all who have to do with it, to what it should be now. */
  #follow(list: WhisperList): void {
    const before = list.listeners
    const listeners = this.#listenersOf(list)
    const scope = scopeOf(list.owner, list.number)
    const now = { ...list, listeners }
    this.#lists.set(scope, now)
    const added = [...listeners].filter((session) => !before.has(session))
    const removed = [...before].filter((session) => !listeners.has(session))
    if (added.length === 0 && removed.length === 0) return
    if (listeners.size > 0) this.#postListeners(now)
    else this.#postEnded(now)
    this.#tellEnded(now, listeners.size > 0 ? removed : [...removed, list.owner])
    // Within the window there is no fresh key yet; until then the new ones hear with the one there is.
    if (!this.#epochs.changed(scope) && added.length > 0) this.#tell(this.#epochs.current(scope), now, added)
  }

  #end(scope: number): void {
    const list = this.#lists.get(scope)
    if (list === undefined) return
    this.#lists.delete(scope)
    this.#epochs.forget(scope)
    if (list.listeners.size === 0) return
    this.#postEnded(list)
    this.#tellEnded(list, [...list.listeners, list.owner])
  }

  #listenersOf({ owner, targets, channels }: WhisperList): ReadonlySet<Session> {
    const { room } = this.#options
    const named = targets.users.flatMap((userId) => room.sessionsOf(userId))
    const there = [...channels].flatMap((channelId) => [...room.sessionsIn(channelId)])
    const found = [...named, ...there].filter((session) => session !== owner)
    return new Set(found.filter((session) => this.#may(owner, session.member.channelId)))
  }

  #channelsOf({ channels }: WhisperTargets): ReadonlySet<number> {
    const { tree } = this.#options
    const isNamed = (id: number): boolean =>
      channels.some((channel) => channel.id === id || (channel.inner && tree.pathOf(id).includes(channel.id)))
    return new Set(tree.all.map(({ id }) => id).filter(isNamed))
  }

  #check(owner: Session, { users, channels }: WhisperTargets): void {
    const { room, tree, permissions } = this.#options
    const places: (number | undefined)[] = channels.map(({ id }) => tree.get(id).id)
    for (const userId of users) {
      if (this.#options.users.byId(userId) === undefined) throw new PalabreError('user-unknown')
      const stays = room.sessionsOf(userId)
      places.push(...(stays.length > 0 ? stays.map(({ member }) => member.channelId) : [undefined]))
    }
    if (places.length > 0 && !places.some((place) => this.#may(owner, place)))
      permissions.require(personOf(owner), 'whisper', places[0])
  }

  #may(owner: Session, channelId: number | undefined): boolean {
    return this.#options.permissions.may(personOf(owner), 'whisper', channelId)
  }

  #publish(key: EpochKey): void {
    const list = this.#lists.get(key.scope)
    if (list === undefined) return
    const { epoch, secret } = key
    const { sourceId } = list.owner.member
    this.#options.post({ type: 'whisperEpoch', sourceId, list: list.number, epoch, secret })
    this.#tell(key, list, [...list.listeners])
  }

  /** Gives the key to some of the listeners, and to the owner with the names of all. */
  #tell(
    { epoch, secret }: EpochKey,
    { owner, number, listeners }: WhisperList,
    to: readonly Session[],
  ): void {
    const from = owner.member.sourceId
    const event = { type: 'whisperKeyed', from, list: number, epoch, secret: toBase64Url(secret) } as const
    const prepared = prepareEvent(event)
    for (const session of to) session.peer.deliver(prepared)
    const heardBy = Array.from(listeners, ({ member }) => member.sourceId)
    owner.peer.deliver(prepareEvent({ ...event, listeners: heardBy }))
  }

  #tellEnded({ owner, number }: WhisperList, to: readonly Session[]): void {
    const ended = prepareEvent({ type: 'whisperEnded', from: owner.member.sourceId, list: number })
    for (const session of to) session.peer.deliver(ended)
  }

  #postListeners({ owner, number, listeners }: WhisperList): void {
    this.#options.post({
      ...{ type: 'whisperListeners', sourceId: owner.member.sourceId, list: number },
      listeners: Array.from(listeners, ({ member }) => member.sourceId),
    })
  }

  #postEnded({ owner, number }: WhisperList): void {
    this.#options.post({ type: 'whisperEnded', sourceId: owner.member.sourceId, list: number })
  }
}

function personOf({ member: { userId, nickname, role } }: Session) {
  return { id: userId, nickname, role }
}

/** One number for a list of a stay. */
function scopeOf({ member }: Session, number: number): number {
  return member.sourceId * (LIMITS.whisperLists + 1) + number
}
