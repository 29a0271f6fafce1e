import type { OwnDevice } from '../../electron/contract/device-messages.ts'
import type { RoomAnswer, RoomRequest } from '../../electron/contract/gateway.ts'
import type { Message, MessagePlace } from '../../electron/contract/messages.ts'
import type { Channel, Member } from '../../electron/contract/models.ts'
import type { Right } from '../../electron/contract/permissions.ts'
import type { RecordingEnd } from '../../electron/contract/recording.ts'
import type { MessageEvent, RoomView } from '../../electron/contract/services.ts'
import { plainChannel } from './channels.ts'

/** What the fake community needs of the voice service around it. */
export interface CommunitySurroundings {
  room(): RoomView
  become(room: RoomView): void
  tell(event: MessageEvent): void
}

/** A message as somebody wrote it. */
export function fakeMessage(
  id: number,
  author: string,
  text: string,
  change: Partial<Message> = {},
): Message {
  return {
    ...{ id, channelId: 1, toUserId: null, authorId: id, author, text },
    ...{ createdAt: Date.UTC(2026, 10, 20, 18, id), editedAt: null, deleted: false, ...change },
  }
}

/** What a host does with requests beyond the own stay, in memory. */
export class FakeCommunity {
  readonly #surroundings: CommunitySurroundings
  /** What the user of the page may do; an owner may do all. */
  rights = new Set<Right>(['text', 'direct', 'invite'])
  /** How often somebody asked about a right, and for a page of history. */
  explained = 0
  paged = 0
  #recordings = 0
  /** The machines of the user of the page. */
  devices: readonly OwnDevice[] = [
    { id: 1, name: 'Desk', createdAt: 1, lastSeenAt: 3, here: true, asking: true },
    { id: 2, name: '', createdAt: 2, lastSeenAt: 2, here: false, asking: false },
  ]
  /** Oldest first. */
  messages: Message[] = []

  constructor(surroundings: CommunitySurroundings) {
    this.#surroundings = surroundings
  }

  answer(request: RoomRequest): RoomAnswer {
    return { type: 'ok', re: 0, ...this.#answerOf(request) }
  }

  /** Somebody writes. */
  write(message: Message): void {
    this.messages.push(message)
    this.#surroundings.tell({ message, isNew: true })
  }

  /** A recording ends, by hand or for a reason of the host's. */
  endRecording(channelId: number, reason: RecordingEnd): void {
    const room = this.#surroundings.room()
    const recorded = room.channels.find(({ id }) => id === channelId)
    if (recorded?.recording === undefined) throw new Error('nothing is recorded there')
    const { recording: mark, ...plain } = recorded
    const channels = room.channels.map((one) => (one === recorded ? plain : one))
    const endedRecording = { mark, channelId, channel: plain.name, reason }
    this.#surroundings.become({ ...room, channels, endedRecording })
  }

  #startRecording(channelId: number): void {
    const { members, you } = this.#surroundings.room()
    const by = members.find(({ sourceId }) => sourceId === you)
    this.#recordings += 1
    const recording = {
      ...{ id: this.#recordings, startedBy: by?.nickname ?? '', startedById: by?.userId ?? null },
      startedAt: Date.UTC(2026, 10, 20, 18, 30),
    }
    this.#setChannels((channel) => (channel.id === channelId ? { ...channel, recording } : channel))
  }

  #answerOf(request: RoomRequest): Partial<RoomAnswer> {
    switch (request.type) {
      case 'explain':
        this.explained += 1
        return { explanation: { allowed: this.rights.has(request.right), reason: { by: 'nothing' } } }
      case 'history':
        this.paged += 1
        return { messages: this.#page(request.place, request.limit, request.before) }
      case 'say':
        return { message: this.#say(request.place, request.text) }
      case 'editMessage':
        return { message: this.#changeMessage(request.messageId, { text: request.text, editedAt: 1 }) }
      case 'removeMessage':
        return { message: this.#changeMessage(request.messageId, { text: '', deleted: true }) }
      case 'createChannel':
        return { channelId: this.#addChannel(plainChannel(90, request.channel.name, 9), request.channel) }
      case 'changeChannel':
        this.#setChannels((channel) =>
          channel.id === request.channelId ? { ...channel, ...nameOf(request.change) } : channel,
        )
        return {}
      case 'move':
        this.#changeMember((one) => one.sourceId === request.sourceId, { channelId: request.channelId })
        return {}
      case 'serverMute':
        this.#changeMember((one) => one.userId === request.userId, { serverMuted: request.on })
        return {}
      case 'priority':
        this.#changeMember((one) => one.sourceId === request.sourceId, { priority: request.on })
        return {}
      case 'startRecording':
        this.#startRecording(request.channelId)
        return {}
      case 'stopRecording':
        this.endRecording(request.channelId, 'stopped')
        return {}
      case 'refuseRecording': {
        const { you } = this.#surroundings.room()
        this.#changeMember((one) => one.sourceId === you, { refusesRecording: request.on })
        return {}
      }
      case 'linkCode':
        return { link: { code: 'K7MP-2XQ9', expiresAt: Date.now() + 300_000, lifetimeS: 300 } }
      case 'listDevices':
        return { devices: [...this.devices] }
      case 'nameDevice':
        this.devices = this.devices.map((one) =>
          one.id === request.deviceId ? { ...one, name: request.name } : one,
        )
        return {}
      case 'removeDevice':
        this.devices = this.devices.filter(({ id }) => id !== request.deviceId)
        return {}
      default:
        return {}
    }
  }

  #page(place: MessagePlace, limit: number, before = Infinity): Message[] {
    const there = this.messages.filter((one) =>
      'channelId' in place
        ? one.channelId === place.channelId
        : one.channelId === null && [one.authorId, one.toUserId].includes(place.userId),
    )
    return there
      .filter(({ id }) => id < before)
      .slice(-limit)
      .reverse()
  }

  #say(place: MessagePlace, text: string): Message {
    const { members, you } = this.#surroundings.room()
    const author = members.find(({ sourceId }) => sourceId === you)
    const message = fakeMessage(1 + Math.max(0, ...this.messages.map(({ id }) => id)), '', text, {
      ...{ author: author?.nickname ?? '', authorId: author?.userId ?? null, createdAt: Date.now() },
      ...('channelId' in place ? place : { channelId: null, toUserId: place.userId }),
    })
    this.write(message)
    return message
  }

  #changeMessage(id: number, change: Partial<Message>): Message {
    const at = this.messages.findIndex((one) => one.id === id)
    const before = this.messages[at]
    if (before === undefined) throw new Error('no such message')
    const message = { ...before, ...change }
    this.messages[at] = message
    this.#surroundings.tell({ message, isNew: false })
    return message
  }

  #addChannel(channel: Channel, wish: { parentId?: number | null; temporary?: boolean }): number {
    const { parentId = null, temporary = false } = wish
    const room = this.#surroundings.room()
    this.#surroundings.become({ ...room, channels: [...room.channels, { ...channel, parentId, temporary }] })
    return channel.id
  }

  #setChannels(change: (channel: Channel) => Channel): void {
    const room = this.#surroundings.room()
    this.#surroundings.become({ ...room, channels: room.channels.map(change) })
  }

  #changeMember(is: (member: Member) => boolean, change: Partial<Member>): void {
    const room = this.#surroundings.room()
    const members = room.members.map((member) => (is(member) ? { ...member, ...change } : member))
    this.#surroundings.become({ ...room, members })
  }
}

function nameOf({ name }: { name?: string }): { name?: string } {
  return name === undefined ? {} : { name }
}
