import { isErrorCode, PalabreError, type ErrorReport } from '../contract/errors.ts'
import type { EngineMember } from '../contract/engine.ts'
import type { HostEvent } from '../contract/gateway.ts'
import type { DelaysChanged, MembersChanged } from '../contract/member-messages.ts'
import type { Welcome } from '../contract/login-messages.ts'
import type { RecordingChanged } from '../contract/recording-messages.ts'
import { withFlags } from '../contract/member-flags.ts'
import type { Channel, Member } from '../contract/models.ts'
import type { EndedRecording, RoomView } from '../contract/services.ts'
import { fromBase64Url } from '../base/crypto.ts'

/** A host as this guest knows it: a snapshot and every event since. Never changed in place. */
export interface Room {
  readonly hostName: string
  /** Own source id. */
  readonly you: number
  readonly channels: readonly Channel[]
  readonly members: ReadonlyMap<number, Member>
  /** Who hears each of the own lists, by source id; only lists that somebody hears. */
  readonly whispers: ReadonlyMap<number, readonly number[]>
  /** What the host warned of last. */
  readonly warning?: ErrorReport | undefined
  /** The recording whose end was told last. */
  readonly endedRecording?: EndedRecording
}

/** The room at login. */
export function roomOf(welcome: Welcome): Room {
  return {
    hostName: welcome.hostName,
    you: welcome.you,
    channels: inOrder(welcome.channels),
    members: new Map(welcome.members.map((member) => [member.sourceId, member])),
    whispers: new Map(),
  }
}

/** The room after an event; the very same object where nothing in it changed. */
export function applyEvent(room: Room, event: HostEvent): Room {
  switch (event.type) {
    case 'memberJoined':
    case 'memberChanged':
      return { ...room, members: new Map(room.members).set(event.member.sourceId, event.member) }
    case 'memberLeft':
      return room.members.has(event.sourceId) ? withoutMember(room, event.sourceId) : room
    case 'membersChanged':
      return withNews(room, event)
    case 'channelsChanged':
      return withChannels(room, event.channels)
    case 'recordingChanged':
      return withRecording(room, event)
    case 'delaysChanged':
      return withDelays(room, event.delays)
    case 'whisperKeyed':
      return event.listeners === undefined ? room : withWhisper(room, event.list, event.listeners)
    case 'whisperEnded':
      return event.from === room.you ? withWhisper(room, event.list, []) : room
    case 'warned':
      return isErrorCode(event.code) ? { ...room, warning: new PalabreError(event.code).report() } : room
    case 'warningEnded':
      return room.warning?.code === event.code ? { ...room, warning: undefined } : room
    case 'epochChanged':
    case 'messageSent':
    case 'messageChanged':
    case 'jobChanged':
    case 'closing':
      return room
  }
}

/** Own entry among the members. */
export function selfIn(room: Room): Member | undefined {
  return room.members.get(room.you)
}

/** The channel this guest is in. */
export function channelIn(room: Room): Channel | undefined {
  const self = selfIn(room)
  return room.channels.find((channel) => channel.id === self?.channelId)
}

/** Everybody else in this guest's channel, by source id: whose voice the engine may open. */
export function othersIn(room: Room): EngineMember[] {
  const channelId = selfIn(room)?.channelId
  return [...room.members.values()]
    .filter((member) => member.channelId === channelId && member.sourceId !== room.you)
    .sort((one, other) => one.sourceId - other.sourceId)
    .map(engineMemberOf)
}

/** A member as the engine needs to know it. */
export function engineMemberOf({ sourceId, nickname, sessionNonce, sendDelay }: Member): EngineMember {
  return {
    ...{ sourceId, nickname, sessionNonce: fromBase64Url(sessionNonce) },
    ...(sendDelay === undefined ? {} : { sendDelay }),
  }
}

/** The room as plain data, with the voice path. */
export function viewOf(room: Room, path: RoomView['path'], pathCause?: string): RoomView {
  const { hostName, you, channels, members, warning, endedRecording } = room
  const whispers = Array.from(room.whispers, ([list, listeners]) => ({ list, listeners }))
  const plain = { hostName, you, channels, members: [...members.values()], whispers, path }
  return {
    ...plain,
    ...(warning === undefined ? {} : { warning }),
    ...(endedRecording === undefined ? {} : { endedRecording }),
    ...(pathCause === undefined ? {} : { pathCause }),
  }
}

/** A channel that goes takes its recording along: what the host tells of that comes after, when it has no name. */
function withChannels(room: Room, channels: readonly Channel[]): Room {
  const left = new Set(channels.map(({ id }) => id))
  const gone = room.channels.find(({ id, recording }) => recording !== undefined && !left.has(id))
  const next = { ...room, channels: inOrder(channels) }
  if (gone?.recording === undefined) return next
  const { id: channelId, name: channel, recording: mark } = gone
  return { ...next, endedRecording: { mark, channelId, channel, reason: 'channel-removed' } }
}

function withRecording(room: Room, { channelId, recording, reason }: RecordingChanged): Room {
  const before = room.channels.find(({ id }) => id === channelId)
  const channels = room.channels.map((channel) => {
    if (channel.id !== channelId) return channel
    if (recording !== null) return { ...channel, recording }
    const plain = { ...channel }
    delete plain.recording
    return plain
  })
  if (recording !== null || reason === undefined || before?.recording === undefined)
    return { ...room, channels }
  const ended = { mark: before.recording, channelId, channel: before.name, reason }
  return { ...room, channels, endedRecording: ended }
}

function withDelays(room: Room, delays: DelaysChanged['delays']): Room {
  const members = new Map(room.members)
  for (const { sourceId, delay: sendDelay } of delays) {
    const member = members.get(sourceId)
    if (member !== undefined) members.set(sourceId, { ...member, sendDelay })
  }
  return { ...room, members }
}

function withWhisper(room: Room, list: number, listeners: readonly number[]): Room {
  const whispers = new Map(room.whispers)
  if (listeners.length > 0) whispers.set(list, listeners)
  else whispers.delete(list)
  return { ...room, whispers }
}

function withNews(room: Room, { members: known, flags, left }: MembersChanged): Room {
  const members = new Map(room.members)
  for (const member of known) members.set(member.sourceId, member)
  for (const [sourceId, bits] of flags) {
    const member = members.get(sourceId)
    if (member !== undefined) members.set(sourceId, withFlags(member, bits))
  }
  for (const sourceId of left) members.delete(sourceId)
  return { ...room, members }
}

function withoutMember(room: Room, sourceId: number): Room {
  const members = new Map(room.members)
  members.delete(sourceId)
  return { ...room, members }
}

function inOrder(channels: readonly Channel[]): Channel[] {
  return [...channels].sort((one, other) => one.order - other.order || one.id - other.id)
}
