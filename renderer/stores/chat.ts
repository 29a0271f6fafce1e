import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { ErrorReport } from '../../electron/contract/errors.ts'
import type { RoomAnswer, RoomRequest } from '../../electron/contract/gateway.ts'
import { LIMITS } from '../../electron/contract/limits.ts'
import type { Message, MessagePlace } from '../../electron/contract/messages.ts'
import type { MessageEvent } from '../../electron/contract/services.ts'
import { useBridge } from '../bridge/bridge.ts'
import { failure } from '../bridge/remote.ts'
import { keyOf, nothingOf, placeOf, withMessage, withPage, type Conversation } from './conversation.ts'
import { useSessionStore } from './session.ts'

/** Text of the own channel, and between this user and another. */
export const useChatStore = defineStore('chat', () => {
  const bridge = useBridge()
  const session = useSessionStore()
  const all = shallowRef<ReadonlyMap<string, Conversation>>(new Map())
  /** The user whose conversation is open; where there is none, that of the own channel is. */
  const withUser = ref<number>()
  /** Whether somebody looks at the end of what is open. */
  const watched = ref(false)
  const error = shallowRef<ErrorReport>()
  /** The newest message of somebody else in what is open, to be said to who cannot see it. */
  const newest = shallowRef<Message>()

  const place = computed<MessagePlace | undefined>(() => {
    if (withUser.value !== undefined) return { userId: withUser.value }
    const channelId = session.you?.channelId
    return channelId === undefined ? undefined : { channelId }
  })
  const open = computed(() => (place.value === undefined ? undefined : of(place.value)))
  const unread = computed(() => [...all.value.values()].reduce((sum, one) => sum + one.unread, 0))

  function of(where: MessagePlace): Conversation {
    return all.value.get(keyOf(where)) ?? nothingOf(where)
  }

  function put(conversation: Conversation): void {
    all.value = new Map(all.value).set(keyOf(conversation.place), conversation)
  }

  async function ask(request: RoomRequest): Promise<RoomAnswer | undefined> {
    error.value = undefined
    try {
      return await bridge.voice.api.ask(request)
    } catch (cause) {
      error.value = failure(cause)
      return undefined
    }
  }

  /** Reads the newest page of a place, or the one before what is known of it. */
  async function load(where: MessagePlace): Promise<void> {
    const before = of(where)
    if (before.loading || before.complete) return
    put({ ...before, loading: true })
    const limit = LIMITS.historyPage
    const [oldest] = before.messages
    const answer = await ask({
      ...{ type: 'history', place: where, limit },
      ...(oldest === undefined ? {} : { before: oldest.id }),
    })
    // Somebody may have moved in the meantime.
    if (!all.value.has(keyOf(where))) return
    const now = of(where)
    put(answer === undefined ? { ...now, loading: false } : withPage(now, answer.messages ?? [], limit))
  }

  async function loadOlder(): Promise<void> {
    if (place.value !== undefined) await load(place.value)
  }

  function hear({ message, isNew }: MessageEvent): void {
    const you = session.you?.userId
    const where = you === undefined ? undefined : placeOf(message, you)
    if (where === undefined) return
    const isOpen = place.value !== undefined && keyOf(where) === keyOf(place.value)
    const isOwn = message.authorId === you
    put(withMessage(of(where), message, { isNew, seen: isOwn || (isOpen && watched.value) }))
    if (isNew && isOpen && !isOwn) newest.value = message
  }

  /** Writes into what is open; answers whether it was accepted. */
  async function say(text: string): Promise<boolean> {
    const where = place.value
    return where !== undefined && (await ask({ type: 'say', place: where, text })) !== undefined
  }

  async function edit(messageId: number, text: string): Promise<boolean> {
    return (await ask({ type: 'editMessage', messageId, text })) !== undefined
  }

  async function remove(messageId: number): Promise<void> {
    await ask({ type: 'removeMessage', messageId })
  }

  /** Opens the conversation with a user, or with undefined that of the own channel. */
  function show(userId: number | undefined): void {
    withUser.value = userId
    if (userId !== undefined && !all.value.has(keyOf({ userId }))) put(nothingOf({ userId }))
  }

  /** Puts a conversation with a user away; the host keeps it. */
  function putAway(userId: number): void {
    if (withUser.value === userId) withUser.value = undefined
    all.value = new Map([...all.value].filter(([key]) => key !== keyOf({ userId })))
  }

  /** Tells whether somebody looks at the end of what is open. */
  function watchOn(on: boolean): void {
    const now = open.value
    if (now !== undefined && watched.value && !on) put({ ...now, newFrom: undefined })
    watched.value = on
    markRead()
  }

  function markRead(): void {
    const now = open.value
    if (watched.value && now !== undefined && now.unread > 0) put({ ...now, unread: 0 })
  }

  /** Another channel, or the host is back: what a channel says is for those in it, and something may be missing. */
  function renew(isBack: boolean): void {
    const direct = [...all.value].filter(([, { place: where }]) => 'userId' in where)
    all.value = new Map(
      direct.map(([key, one]) => {
        const { unread: count, newFrom } = one
        return [key, isBack ? { ...nothingOf(one.place), unread: count, newFrom } : one]
      }),
    )
  }

  function clear(): void {
    all.value = new Map()
    withUser.value = undefined
    error.value = undefined
  }

  watch(
    [() => session.state.state === 'ready', () => session.inCall, () => session.you?.channelId],
    ([isReady, inCall], [wasReady]) => {
      if (!inCall) clear()
      else if (isReady) renew(wasReady !== true)
    },
    { immediate: true },
  )
  watch(
    [() => session.state.state === 'ready', () => (place.value === undefined ? '' : keyOf(place.value))],
    ([isReady]) => {
      newest.value = undefined
      if (isReady && open.value?.loaded === false) void loadOlder()
      markRead()
    },
    { immediate: true },
  )
  onScopeDispose(bridge.voice.on('onMessage', hear))

  return {
    ...{ all, place, open, withUser, unread, error, newest },
    ...{ loadOlder, say, edit, remove, show, putAway, watchOn },
  }
})
