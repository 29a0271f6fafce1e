import type { Message, MessagePlace } from '../../electron/contract/messages.ts'

/** What was written in one place, as far as it is known here. */
export interface Conversation {
  readonly place: MessagePlace
  /** Oldest first. */
  readonly messages: readonly Message[]
  /** Whether the newest page was read; before, new messages are only counted. */
  readonly loaded: boolean
  /** Whether there is nothing older. */
  readonly complete: boolean
  readonly loading: boolean
  /** Messages of others that came while nobody looked. */
  readonly unread: number
  /** The first of them, until one looks again later. */
  readonly newFrom: number | undefined
}

/** A place nothing is known of yet. */
export function nothingOf(place: MessagePlace): Conversation {
  const counts = { unread: 0, newFrom: undefined }
  return { place, messages: [], loaded: false, complete: false, loading: false, ...counts }
}

/** A name for a place, for maps. */
export function keyOf(place: MessagePlace): string {
  return 'channelId' in place ? `channel ${String(place.channelId)}` : `user ${String(place.userId)}`
}

/** Where a message belongs, for a user: a channel, or the other of the two. Undefined where the other is gone. */
export function placeOf(message: Message, you: number): MessagePlace | undefined {
  if (message.channelId !== null) return { channelId: message.channelId }
  const other = message.authorId === you ? message.toUserId : message.authorId
  return other === null ? undefined : { userId: other }
}

/** With a page of history, newest first, put to what is known; `asked` is how many it could have held. */
export function withPage(conversation: Conversation, page: readonly Message[], asked: number): Conversation {
  const known = new Set(conversation.messages.map(({ id }) => id))
  const messages = [...page.filter(({ id }) => !known.has(id)), ...conversation.messages]
  messages.sort((a, b) => a.id - b.id)
  return { ...conversation, messages, loaded: true, loading: false, complete: page.length < asked }
}

/** With a message that came, or was changed; `seen` where somebody looks on, or wrote it. */
export function withMessage(
  conversation: Conversation,
  message: Message,
  { isNew, seen }: { readonly isNew: boolean; readonly seen: boolean },
): Conversation {
  const { messages, loaded, unread, newFrom } = conversation
  const at = messages.findIndex(({ id }) => id === message.id)
  if (at >= 0) return { ...conversation, messages: messages.with(at, message) }
  if (!isNew) return conversation
  const counted = seen ? {} : { unread: unread + 1, newFrom: newFrom ?? message.id }
  return { ...conversation, ...(loaded ? { messages: [...messages, message] } : {}), ...counted }
}
