import { computed, ref, shallowRef, type Ref } from 'vue'
import type { Channel, ChannelChange, Member, NewChannel } from '../../../electron/contract/models.ts'
import type { MenuAct } from '../../components/call/call-menu.ts'
import { useChatStore } from '../../stores/chat.ts'
import { useHearingStore } from '../../stores/hearing.ts'
import { useInvitesStore } from '../../stores/invites.ts'
import { useRequestsStore } from '../../stores/requests.ts'
import { useSessionStore } from '../../stores/session.ts'

/** A dialog and what it is about. */
export interface Subject<T> {
  readonly about: Readonly<Ref<T | undefined>>
  readonly open: Ref<boolean>
  ask(about: T): void
}

function useSubject<T>(): Subject<T> {
  const about = shallowRef<T>()
  const open = ref(false)
  return {
    about,
    open,
    ask(next) {
      about.value = next
      open.value = true
    },
  }
}

/** Everything that can be done from the call's menus, and the dialogs some of it needs. */
export function useCallActs(showChat: () => void) {
  const session = useSessionStore()
  const requests = useRequestsStore()
  const hearing = useHearingStore()
  const invites = useInvitesStore()
  const chat = useChatStore()

  const member = useSubject<Member>()
  const kick = useSubject<Member>()
  const removal = useSubject<Channel>()
  const password = useSubject<Channel>()
  const channel = useSubject<{ readonly channel?: Channel; readonly parent?: Channel }>()
  const invite = useSubject<true>()
  const passwordError = computed(() => (session.error?.code === 'password-wrong' ? session.error : undefined))

  /** Goes to a channel; asks for its password where it has one. */
  async function join(channelId: number, word?: string): Promise<void> {
    await session.join(channelId, word)
    const target = session.room?.channels.find(({ id }) => id === channelId)
    const code = session.error?.code
    if (target !== undefined && (code === 'password-required' || code === 'password-wrong'))
      password.ask(target)
    else password.open.value = false
  }

  /** Takes a member to another channel: oneself, or another where one may. */
  async function move(sourceId: number, channelId: number): Promise<void> {
    const moved = session.room?.members.find((one) => one.sourceId === sourceId)
    if (moved === undefined || moved.channelId === channelId) return
    if (sourceId === session.you?.sourceId) await join(channelId)
    else await requests.ask({ type: 'move', sourceId, channelId })
  }

  function onMember(about: Member, act: MenuAct): void {
    const { sourceId, userId } = about
    if (act.act === 'about') member.ask(about)
    else if (act.act === 'kick') kick.ask(about)
    else if (act.act === 'silence') void hearing.setMuted(userId, !hearing.of(userId).muted)
    else if (act.act === 'move') void move(sourceId, act.channelId)
    else if (act.act === 'serverMute')
      void requests.ask({ type: 'serverMute', userId, on: !about.serverMuted })
    else if (act.act === 'priority') void requests.ask({ type: 'priority', sourceId, on: !about.priority })
    else if (act.act === 'keepOut') void keepOut(about.refusesRecording !== true)
    else if (act.act === 'message') {
      chat.show(userId)
      showChat()
    }
  }

  function onChannel(about: Channel, act: MenuAct): void {
    if (act.act === 'join') void join(about.id)
    else if (act.act === 'invite') openInvite(about.id)
    else if (act.act === 'edit') channel.ask({ channel: about })
    else if (act.act === 'create') channel.ask({ parent: about })
    else if (act.act === 'remove') removal.ask(about)
    else if (act.act === 'record') void requests.ask({ type: 'startRecording', channelId: about.id })
    else if (act.act === 'stopRecording') void requests.ask({ type: 'stopRecording', channelId: about.id })
  }

  function openInvite(channelId?: number): void {
    invite.ask(true)
    void invites.create(channelId)
  }

  async function create(wish: NewChannel): Promise<void> {
    const answer = await requests.ask({ type: 'createChannel', channel: wish })
    if (answer !== undefined) channel.open.value = false
  }

  async function change(channelId: number, wish: ChannelChange): Promise<void> {
    const answer = await requests.ask({ type: 'changeChannel', channelId, change: wish })
    if (answer !== undefined) channel.open.value = false
  }

  const remove = (channelId: number): Promise<unknown> => requests.ask({ type: 'removeChannel', channelId })
  /** Whether the own voice is kept out of recordings. */
  const keepOut = (on: boolean): Promise<unknown> => requests.ask({ type: 'refuseRecording', on })
  const throwOut = (sourceId: number): Promise<unknown> =>
    requests.ask({ type: 'kick', sourceId, reason: '' })

  return {
    ...{ member, kick, removal, password, passwordError, channel, invite },
    ...{ join, move, onMember, onChannel, openInvite, create, change, remove, throwOut },
  }
}
