import {
  CircleOff,
  CircleStop,
  Disc,
  Info,
  LogIn,
  Megaphone,
  MessageSquare,
  MoveRight,
  Pencil,
  Plus,
  ShieldBan,
  Trash2,
  UserPlus,
  UserX,
  VolumeX,
} from '@lucide/vue'
import type { Channel, Member } from '../../../electron/contract/models.ts'
import { BUILT_IN_ROLES, type Right } from '../../../electron/contract/permissions.ts'
import type { ChannelWithMembers } from '../../stores/session.ts'
import type { MenuEntry } from '../base/menu-entries.ts'

/** What a menu of the call needs to know. */
export interface MenuFacts {
  readonly you: Member
  readonly channels: readonly ChannelWithMembers[]
  readonly may: (right: Right, channelId?: number) => boolean
  /** Whether this user hears a user not at all. */
  readonly silenced: (userId: number) => boolean
  readonly t: (key: string, named?: Record<string, unknown>) => string
}

/** Something chosen in such a menu; the answer of an entry is this as JSON. */
export type MenuAct =
  | { readonly act: 'about' | 'message' | 'silence' | 'serverMute' | 'priority' | 'kick' }
  | { readonly act: 'move'; readonly channelId: number }
  | { readonly act: 'keepOut' | 'record' | 'stopRecording' }
  | { readonly act: 'join' | 'edit' | 'create' | 'remove' | 'invite' }

const idOf = (act: MenuAct): string => JSON.stringify(act)

/** The act of an entry's answer. */
export function actOf(id: string): MenuAct {
  return JSON.parse(id) as MenuAct
}

/** Whether somebody of this role may act upon one of that: never upon the same or a higher one. */
export function standsAbove(you: Member, other: Member): boolean {
  return BUILT_IN_ROLES[you.role].rank > BUILT_IN_ROLES[other.role].rank
}

/** Whether this user may take a member to another channel by hand. */
export function mayMove(facts: Pick<MenuFacts, 'you' | 'may'>, member: Member): boolean {
  const isYou = member.sourceId === facts.you.sourceId
  return isYou || (facts.may('move', member.channelId) && standsAbove(facts.you, member))
}

/** What can be done with a member. */
export function memberMenu(facts: MenuFacts, member: Member): MenuEntry[] {
  const { you, may, silenced, t } = facts
  const isYou = member.sourceId === you.sourceId
  const entries: MenuEntry[] = [{ kind: 'title', text: member.nickname }]
  if (!isYou) {
    const isSilenced = silenced(member.userId)
    entries.push(
      { kind: 'action', id: idOf({ act: 'about' }), text: t('call.about'), icon: Info },
      {
        kind: 'check',
        id: idOf({ act: 'silence' }),
        text: t('call.silence'),
        icon: VolumeX,
        checked: isSilenced,
      },
    )
    if (may('direct'))
      entries.push({
        kind: 'action',
        id: idOf({ act: 'message' }),
        text: t('call.message'),
        icon: MessageSquare,
      })
  }
  if (mayMove(facts, member)) entries.push(moveMenu(facts, member))
  if (isYou && may('refuseRecording', member.channelId)) entries.push(keepOutEntry(facts, member))
  const stewardship = stewardMenu(facts, member, isYou)
  return stewardship.length === 0 ? entries : [...entries, { kind: 'line' }, ...stewardship]
}

function moveMenu({ channels, t }: MenuFacts, member: Member): MenuEntry {
  return {
    ...{ kind: 'more', text: t('call.moveTo'), icon: MoveRight },
    entries: channels.map(({ channel, depth }) => ({
      ...{ kind: 'choice', id: idOf({ act: 'move', channelId: channel.id }) },
      text: `${'\u2003'.repeat(depth)}${channel.name}`,
      chosen: channel.id === member.channelId,
    })),
  }
}

function keepOutEntry({ t }: MenuFacts, { refusesRecording = false }: Member): MenuEntry {
  const id = idOf({ act: 'keepOut' })
  return { kind: 'check', id, text: t('recording.keepOut'), icon: CircleOff, checked: refusesRecording }
}

function stewardMenu({ you, may, t }: MenuFacts, member: Member, isYou: boolean): MenuEntry[] {
  const { channelId, serverMuted, priority } = member
  const isBelow = standsAbove(you, member)
  const entries: MenuEntry[] = []
  if (isYou ? may('priority', channelId) : isBelow && may('manageChannels', channelId)) {
    const text = t('call.setPriority')
    entries.push({ kind: 'check', id: idOf({ act: 'priority' }), text, icon: Megaphone, checked: priority })
  }
  if (isYou || !isBelow) return entries
  if (may('mute', channelId)) {
    const text = t('call.setServerMuted')
    entries.push({
      kind: 'check',
      id: idOf({ act: 'serverMute' }),
      text,
      icon: ShieldBan,
      checked: serverMuted,
    })
  }
  if (may('kick', channelId)) {
    entries.push({
      ...{ kind: 'action', id: idOf({ act: 'kick' }), text: t('call.kick'), icon: UserX, danger: true },
    })
  }
  return entries
}

/** What can be done with a channel. */
export function channelMenu({ you, may, t }: MenuFacts, channel: Channel): MenuEntry[] {
  const { id, name } = channel
  const entries: MenuEntry[] = [{ kind: 'title', text: name }]
  const add = (act: MenuAct['act'], text: string, icon: typeof Plus): void => {
    entries.push({ kind: 'action', id: JSON.stringify({ act }), text, icon })
  }
  if (you.channelId !== id) add('join', t('call.join'), LogIn)
  if (may('invite', id)) add('invite', t('call.inviteHere'), UserPlus)
  if (may('manageChannels', id) || may('makeTemporary', id)) add('create', t('channel.createIn'), Plus)
  if (may('record', id)) {
    if (channel.recording === undefined) add('record', t('recording.start'), Disc)
    else add('stopRecording', t('recording.stop'), CircleStop)
  }
  if (!may('manageChannels', id)) return entries
  add('edit', t('channel.edit'), Pencil)
  const removal = { kind: 'action', id: idOf({ act: 'remove' }), text: t('channel.remove') } as const
  return [...entries, { kind: 'line' }, { ...removal, icon: Trash2, danger: true }]
}
