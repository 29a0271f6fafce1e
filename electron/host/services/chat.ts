import type { Clock } from '../../base/clock.ts'
import { PalabreError } from '../../contract/errors.ts'
import type { Message, MessagePlace } from '../../contract/messages.ts'
import type { Conversation, MessageRow } from '../../storage/repositories/messages.ts'
import type { User } from '../../storage/repositories/users.ts'
import type { Store } from '../../storage/store.ts'
import type { Actor, AuditLog } from './audit-log.ts'
import type { EventBody } from './events.ts'
import type { Permissions } from './permissions.ts'
import type { Room } from './room.ts'

export interface ChatConfig {
  /** Most messages a page of history has. */
  readonly pageMost: number
  /** Messages older than this are removed, days; 0: kept for good. */
  readonly keepDays: number
  /** Old messages removed in one go: a longer transaction would hold up everything else. */
  readonly sweepMost: number
}

export interface ChatOptions {
  readonly store: Pick<Store, 'messages' | 'users'>
  readonly room: Room
  readonly permissions: Permissions
  readonly audit: AuditLog
  readonly clock: Clock
  readonly config: ChatConfig
}

const DAY_MS = 86_400_000

/**
 * Text of the channels and between two. Who is in a channel reads it, its history included; a message is on the disk
 * before anybody is told.
 */
export class Chat {
  readonly #options: ChatOptions

  constructor(options: ChatOptions) {
    this.#options = options
  }

  /** Throws `permission-denied`, `channel-unknown` or `user-unknown`. */
  say(author: User, place: MessagePlace, text: string): Message {
    const conversation = this.#conversation(author, place)
    this.#requireWriting(author, conversation)
    const row = this.#options.store.messages.add({
      ...{ place: conversation, authorId: author.id, author: author.nickname, text },
      at: this.#options.clock.wallMs(),
    })
    return this.#tell('messageSent', row)
  }

  /** The newest before `before`, the newest first. */
  history(reader: User, place: MessagePlace, limit: number, before?: number): Message[] {
    const conversation = this.#conversation(reader, place)
    const most = Math.min(limit, this.#options.config.pageMost)
    return this.#options.store.messages.page(conversation, most, before).map(messageOf)
  }

  /** One's own only. Throws `message-unknown` or `permission-denied`. */
  edit(author: User, id: number, text: string): Message {
    const row = this.#own(author, id)
    if (row.authorId !== author.id) throw new PalabreError('permission-denied', { detail: 'edit' })
    this.#requireWriting(author, conversationOf(row))
    this.#options.store.messages.edit(id, text, this.#options.clock.wallMs())
    return this.#tell('messageChanged', this.#row(id))
  }

  /** One's own, or by the right to take away what others wrote in a channel. */
  remove(user: User, id: number): Message {
    const row = this.#own(user, id)
    const isOwn = row.authorId === user.id
    if (!isOwn && row.channelId === null) throw new PalabreError('permission-denied', { detail: 'delete' })
    if (!isOwn) this.#options.permissions.require(user, 'deleteMessages', row.channelId ?? undefined)
    this.#options.store.messages.erase(id, this.#options.clock.wallMs())
    if (!isOwn) this.#noteRemoval({ kind: 'user', user }, row)
    return this.#tell('messageChanged', this.#row(id))
  }

  /** The same for a program: of a channel alone, since what two say to each other is theirs. Throws `message-unknown`. */
  takeAway(actor: Actor, channelId: number, id: number): void {
    const row = this.#options.store.messages.byId(id)
    if (row?.channelId !== channelId || row.deletedAt !== null) throw new PalabreError('message-unknown')
    if (actor.kind === 'user') this.#options.permissions.require(actor.user, 'deleteMessages', channelId)
    this.#options.store.messages.erase(id, this.#options.clock.wallMs())
    this.#noteRemoval(actor, row)
    this.#tell('messageChanged', this.#row(id))
  }

  /** Removes what is older than is kept, a piece at a time; answers whether more is left. */
  sweep(): boolean {
    const { config, clock, store } = this.#options
    if (config.keepDays === 0) return false
    const before = clock.wallMs() - config.keepDays * DAY_MS
    return store.messages.removeOlder(before, config.sweepMost) === config.sweepMost
  }

  /** A channel is open to who is in it; nothing of a conversation to anybody but its two. */
  #conversation(user: User, place: MessagePlace): Conversation {
    if ('userId' in place) return this.#pair(user.id, place.userId)
    const stays = this.#options.room.sessionsOf(user.id)
    if (!this.#options.room.hasChannel(place.channelId)) throw new PalabreError('channel-unknown')
    if (!stays.some(({ member }) => member.channelId === place.channelId)) {
      throw new PalabreError('permission-denied', { detail: 'not in this channel' })
    }
    return place
  }

  #pair(one: number, other: number): Conversation {
    if (one === other || this.#options.store.users.byId(other) === undefined) {
      throw new PalabreError('user-unknown')
    }
    return pairOf(one, other)
  }

  #requireWriting(author: User, conversation: Conversation): void {
    const { permissions } = this.#options
    if ('channelId' in conversation) permissions.require(author, 'text', conversation.channelId)
    else permissions.require(author, 'direct')
  }

  /** A message that this user may know of; of any other one not even that it exists. */
  #own(user: User, id: number): MessageRow {
    const row = this.#options.store.messages.byId(id)
    if (row === undefined || row.deletedAt !== null) throw new PalabreError('message-unknown')
    const isPart = row.channelId !== null || row.lowUser === user.id || row.highUser === user.id
    if (!isPart) throw new PalabreError('message-unknown')
    if (row.channelId !== null) this.#conversation(user, { channelId: row.channelId })
    return row
  }

  #row(id: number): MessageRow {
    const row = this.#options.store.messages.byId(id)
    if (row === undefined) throw new PalabreError('message-unknown')
    return row
  }

  #tell(type: 'messageSent' | 'messageChanged', row: MessageRow): Message {
    const message = messageOf(row)
    const event: EventBody = { type, message }
    if (row.channelId !== null) this.#options.room.tellChannel(row.channelId, event)
    else this.#options.room.tellUsers([row.lowUser ?? 0, row.highUser ?? 0], event)
    return message
  }

  #noteRemoval(actor: Actor, { channelId, author, authorId, id }: MessageRow): void {
    const target = { kind: 'user', id: authorId, name: author } as const
    this.#options.audit.note(actor, 'message.delete', target, { channelId, messageId: id })
  }
}

function pairOf(one: number, other: number): Conversation {
  return { lowUser: Math.min(one, other), highUser: Math.max(one, other) }
}

function conversationOf({ channelId, lowUser, highUser }: MessageRow): Conversation {
  return channelId === null ? pairOf(lowUser ?? 0, highUser ?? 0) : { channelId }
}

function messageOf(row: MessageRow): Message {
  const { id, channelId, lowUser, highUser, authorId, author, text, createdAt, editedAt, deletedAt } = row
  const toUserId = channelId === null ? (authorId === lowUser ? highUser : lowUser) : null
  return { id, channelId, toUserId, authorId, author, text, createdAt, editedAt, deleted: deletedAt !== null }
}
