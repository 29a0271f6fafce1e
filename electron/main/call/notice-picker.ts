import type { Clock } from '../../base/clock.ts'
import type { NoticeKind } from '../../contract/desk.ts'
import type { Message } from '../../contract/messages.ts'
import type { Member } from '../../contract/models.ts'
import type { MessageEvent, RoomView } from '../../contract/services.ts'
import { NOTICE_CONFIG } from '../config.ts'
import type { ShellWords } from '../words/words.ts'

/** What a desktop shows for a moment. */
export interface Notice {
  readonly title: string
  readonly body: string
}

/** Chooses what of a call is worth a notice of the desktop, and not too many of them. */
export class NoticePicker {
  readonly #clock: Clock
  readonly #words: () => ShellWords
  readonly #wants: (kind: NoticeKind) => boolean
  #room: RoomView | undefined
  #shownMs: number[] = []

  constructor(clock: Clock, words: () => ShellWords, wants: (kind: NoticeKind) => boolean) {
    this.#clock = clock
    this.#words = words
    this.#wants = wants
  }

  /** Somebody wrote something new: to this user, or in the channel this user is in. */
  ofMessage({ message, isNew }: MessageEvent): Notice | undefined {
    const you = youOf(this.#room)
    if (!isNew || you === undefined || message.deleted || message.authorId === you.userId) return undefined
    const kind = message.toUserId === null ? 'channel' : 'direct'
    return this.#allow(kind, { title: this.#titleOf(message), body: shortened(message.text) })
  }

  /** The room changed: somebody came into the channel this user has been in. */
  ofRoom(room: RoomView | undefined): Notice | undefined {
    const before = this.#room
    this.#room = room
    const you = youOf(room)
    if (before === undefined || room === undefined || you?.channelId !== youOf(before)?.channelId)
      return undefined
    const known = new Set(before.members.filter(inChannelOf(you)).map(({ sourceId }) => sourceId))
    const [arrived] = room.members.filter(inChannelOf(you)).filter(({ sourceId }) => !known.has(sourceId))
    if (arrived === undefined) return undefined
    return this.#allow('arrival', { title: room.hostName, body: this.#words().arrived(arrived.nickname) })
  }

  #titleOf(message: Message): string {
    return message.toUserId === null ? message.author : this.#words().privately(message.author)
  }

  /** A crowd that writes or arrives at once does not fill the screen; what nobody wants takes no room there. */
  #allow(kind: NoticeKind, notice: Notice): Notice | undefined {
    if (!this.#wants(kind)) return undefined
    const nowMs = this.#clock.nowMs()
    this.#shownMs = this.#shownMs.filter((ms) => nowMs - ms < NOTICE_CONFIG.windowMs)
    if (this.#shownMs.length >= NOTICE_CONFIG.most) return undefined
    this.#shownMs.push(nowMs)
    return notice
  }
}

function youOf(room: RoomView | undefined): Member | undefined {
  return room?.members.find(({ sourceId }) => sourceId === room.you)
}

function inChannelOf(you: Member | undefined): (member: Member) => boolean {
  return ({ channelId }) => channelId === you?.channelId
}

/** The first line, cut between code points. */
function shortened(text: string): string {
  const signs = Array.from(text.split('\n', 1)[0] ?? '')
  return signs.length <= NOTICE_CONFIG.textLength
    ? signs.join('')
    : `${signs.slice(0, NOTICE_CONFIG.textLength - 1).join('')}…`
}
