import type { Clock } from '../../base/clock.ts'
import { KEY_BYTES, toBase64Url } from '../../base/crypto.ts'
import { Emitter } from '../../base/emitter.ts'
import type { Random } from '../../base/random.ts'
import { PalabreError, type ErrorCode } from '../../contract/errors.ts'
import type { Epoch } from '../../contract/login-messages.ts'
import {
  HOP_SEQUENCE_SHARE,
  HOP_SEQUENCES,
  type MediaCommand,
  type MediaMember,
} from '../../contract/media.ts'
import { type Channel, type Delivery, type Member, type SendDelay } from '../../contract/models.ts'
import type { User, UserRepository } from '../../storage/repositories/users.ts'
import { writeIfPossible } from '../../storage/write-health.ts'
import { ChannelDeliveries } from './channel-deliveries.ts'
import type { ChannelTree } from './channel-tree.ts'
import { EpochService, type EpochKey } from './epoch-service.ts'
import { prepareEvent, type EventBody, type Peer } from './events.ts'
import { MemberNews, type NewsConfig } from './member-news.ts'
import { Roster, type Session } from './roster.ts'
import { SourceIds } from './source-ids.ts'

/** Bytes of the public salt of a session's source keys. */
const SESSION_NONCE_BYTES = 16

/** What of a member is told by no flag (`contract/member-flags.ts`). */
const UNFLAGGED = ['nickname', 'role', 'refusesRecording'] as const

export interface RoomOptions {
  readonly clock: Clock
  readonly random: Random
  readonly users: UserRepository
  readonly tree: ChannelTree
  /** Whether a member may be heard in a channel. */
  readonly maySpeak: (member: Member, channelId: number) => boolean
  /** Whether a user's voice is kept out of recordings in a channel. */
  readonly refusesRecording: (user: Pick<User, 'id' | 'nickname' | 'role'>, channelId: number) => boolean
  /** To the media worker. */
  readonly post: (command: MediaCommand) => void
  /** Most members at a time, now. */
  readonly members: () => number
  readonly epochWindowMs: number
  readonly sourceRestMs: number
  readonly news: NewsConfig
}

export interface Flags {
  readonly muted: boolean
  readonly deafened: boolean
}

/** Where a guest comes from. */
export type Origin = Partial<Pick<Session, 'address' | 'deviceId'>>

/** What those follow who keep lists of members. */
export type RoomChange =
  | { readonly kind: 'entered' | 'left' | 'moved'; readonly session: Session }
  | { readonly kind: 'rights' | 'restored' | 'closed' }

/**
 * The rules of being together: who is in which channel, with which key, and who hears of what.
 * The media worker learns of each change before the guests do, so that it knows every packet they send.
 */
export class Room {
  readonly #options: RoomOptions
  readonly #roster = new Roster()
  readonly #sources: SourceIds
  readonly #epochs: EpochService
  readonly #news: MemberNews
  readonly #deliveries: ChannelDeliveries
  readonly #changes = new Emitter<RoomChange>()
  /** Media workers before the one at work. */
  #workers = 0

  constructor(options: RoomOptions) {
    this.#options = options
    this.#deliveries = new ChannelDeliveries(options.tree, options.post)
    options.tree.onChange((channels) => {
      this.configure()
      this.tellEverybody({ type: 'channelsChanged', channels: [...channels] })
    })
    this.#sources = new SourceIds({ clock: options.clock, restMs: options.sourceRestMs })
    this.#news = new MemberNews({
      clock: options.clock,
      config: options.news,
      find: (sourceId) => this.#roster.ofSource(sourceId),
    })
    this.#epochs = new EpochService({
      clock: options.clock,
      random: options.random,
      windowMs: options.epochWindowMs,
      occupied: (scope) => this.#roster.inChannel(scope).size > 0,
      publish: (key) => {
        this.#publishKey(key)
      },
    })
  }

  get channels(): readonly Channel[] {
    return this.#options.tree.all
  }

  get size(): number {
    return this.#roster.size
  }

  /** Calls back when the media worker knows of the change, or (who left) just before it does. */
  onChange(listener: (change: RoomChange) => void): () => void {
    return this.#changes.on(listener)
  }

  members(): Member[] {
    return Array.from(this.#roster.all(), ({ member }) => member)
  }

  /** Everybody who is here now. */
  sessions(): Session[] {
    return [...this.#roster.all()]
  }

  /** The stays of a user, the first that came first; several where several of its machines are in. */
  sessionsOf(userId: number): Session[] {
    return [...this.#roster.ofUser(userId)]
  }

  sessionOfSource(sourceId: number): Session | undefined {
    return this.#roster.ofSource(sourceId)
  }

  sessionsIn(channelId: number): ReadonlySet<Session> {
    return this.#roster.inChannel(channelId)
  }

  /** Members of a channel now. */
  occupancy(channelId: number): number {
    return this.#roster.inChannel(channelId).size
  }

  /** The key of a channel as the guests get it. */
  epochOf(channelId: number): Epoch {
    return epochMessage(this.#epochs.current(channelId))
  }

  /**
   * Lets a user in. An older session from the same machine is closed with `replaced`; those from other machines of the
   * user stay, and bear the name of the newest. The new peer hears nothing before it is told to by its owner.
   * Throws `host-full`.
   */
  enter(user: User, channelId: number, flags: Flags, peer: Peer, from: Origin = {}): Session {
    this.endDevice(user.id, from.deviceId ?? 0, 'replaced')
    const sourceId = this.#roster.size < this.#options.members() ? this.#sources.take() : undefined
    if (sourceId === undefined) throw new PalabreError('host-full')
    this.#makeAlike(user)
    const session = this.#session(user, sourceId, { channelId, flags, peer, ...from })
    this.#roster.add(session)
    this.#options.post({ type: 'memberAdded', member: this.#mediaMember(session) })
    this.#news.changed(session.member, 'joined')
    this.#news.add(session)
    this.#changes.emit({ kind: 'entered', session })
    this.#epochs.changed(channelId)
    return session
  }

  /** Moves a member; throws `channel-unknown`. */
  join(session: Session, channelId: number): void {
    const from = session.member.channelId
    if (!this.hasChannel(channelId)) throw new PalabreError('channel-unknown')
    if (from === channelId) return
    // Where somebody was last is worth less than that they may go there.
    writeIfPossible(() => {
      this.#options.users.moved(session.member.userId, channelId)
    })
    const { sourceId } = session.member
    // Who refuses there does so before it can be recorded there.
    this.settleRefusal(session, channelId, true)
    this.#options.post({ type: 'memberMoved', sourceId, channelId })
    this.#change(session, { channelId, priority: false })
    this.settleRefusal(session)
    this.#changes.emit({ kind: 'moved', session })
    this.#epochs.changed(from)
    this.#tidy(from)
    // Within the window there is no fresh key yet; until then the mover speaks under the one there is.
    if (!this.#epochs.changed(channelId)) {
      session.peer.deliver(prepareEvent({ type: 'epochChanged', epoch: this.epochOf(channelId) }))
    }
    this.#tellDelays(session)
  }

  /** Keeps a member's voice out of recordings in this channel (the one it is in) as it wishes and may. */
  settleRefusal(session: Session, channelId = session.member.channelId, only?: boolean): void {
    const { refusesRecording: before = false, sourceId, userId, nickname, role } = session.member
    const refuses = this.#options.refusesRecording({ id: userId, nickname, role }, channelId)
    if (refuses === before || (only ?? refuses) !== refuses) return
    this.#options.post({ type: 'memberRefusesRecording', sourceId, refuses })
    this.#change(session, { refusesRecording: refuses })
  }

  setFlags(session: Session, { muted, deafened }: Flags): void {
    const { member } = session
    if (member.muted === muted && member.deafened === deafened) return
    this.#change(session, { muted, deafened })
  }

  /** Silences a member for everybody, whatever it sends. */
  setServerMuted(session: Session, serverMuted: boolean): void {
    if (session.member.serverMuted !== serverMuted) this.#change(session, { serverMuted })
  }

  /** Whether the others are lowered while this member talks; ends with the next move. */
  setPriority(session: Session, priority: boolean): void {
    if (session.member.priority !== priority) this.#change(session, { priority })
  }

  /** What a member's voice has behind it: of use only to those who may hear it, and so nobody else is told. */
  setSendDelay(session: Session, { captureMs, networkMs }: SendDelay): void {
    const sendDelay = { captureMs: inTenths(captureMs), networkMs: inTenths(networkMs) }
    this.#roster.change(session, { sendDelay })
    const { sourceId, channelId } = session.member
    const event = prepareEvent({ type: 'delaysChanged', delays: [{ sourceId, delay: sendDelay }] })
    for (const other of this.#roster.inChannel(channelId)) if (other !== session) other.peer.deliver(event)
  }

  tellEverybody(event: EventBody): void {
    const prepared = prepareEvent(event)
    for (const session of this.#roster.all()) session.peer.deliver(prepared)
  }

  /** Tells everybody in a channel. */
  tellChannel(channelId: number, event: EventBody): void {
    const prepared = prepareEvent(event)
    for (const session of this.#roster.inChannel(channelId)) session.peer.deliver(prepared)
  }

  /** Tells those of the users who are here. */
  tellUsers(userIds: readonly number[], event: EventBody): void {
    const prepared = prepareEvent(event)
    for (const userId of userIds)
      for (const session of this.#roster.ofUser(userId)) session.peer.deliver(prepared)
  }

  /** New roles or rights: the shown role of a user, and who may be heard. */
  rightsChanged(userId?: number, role?: Member['role']): void {
    for (const session of this.#roster.all()) {
      const isUser = session.member.userId === userId
      if (isUser && role !== undefined && session.member.role !== role) this.#change(session, { role })
      if (userId !== undefined && !isUser) continue
      this.#postFlags(session)
      this.settleRefusal(session)
    }
    this.#changes.emit({ kind: 'rights' })
  }

  /** Removes a channel with all within it; who is there goes to the first channel left. Throws as the tree does. */
  removeChannel(channelId: number): number[] {
    const gone = this.#options.tree.remove(channelId)
    const [refuge] = this.#options.tree.all
    if (refuge === undefined) throw new Error('A host has at least one channel.')
    for (const id of gone) {
      for (const session of [...this.#roster.inChannel(id)]) this.join(session, refuge.id)
    }
    return gone
  }

  /** How voice comes down to a member from now on. */
  setDownlink(session: Session, downlink: Delivery): void {
    if (session.downlink === downlink) return
    session.downlink = downlink
    this.#options.post({ type: 'memberDownlink', sourceId: session.member.sourceId, downlink })
  }

  /** Tells the media worker of channels whose voices are passed on in another way than it knows. */
  configure(): void {
    this.#deliveries.tell()
  }

  rename(session: Session, nickname: string): void {
    if (session.member.nickname === nickname) return
    const { userId: id, role } = session.member
    this.#options.users.rename(id, nickname)
    this.#makeAlike({ id, nickname, role })
  }

  /** Where a member's voice travels now, as the media worker found. */
  setPath(sourceId: number, path: Member['path']): void {
    const session = this.#roster.ofSource(sourceId)
    if (session !== undefined && session.member.path !== path) this.#change(session, { path })
  }

  /** A member sends more voice than it may: it is told, and in the end not kept. */
  excess(sourceId: number, stage: 'first' | 'most'): void {
    const session = this.#roster.ofSource(sourceId)
    if (session === undefined) return
    if (stage === 'most') this.end(session, 'voice-excess')
    else session.peer.deliver(prepareEvent({ type: 'warned', code: 'voice-excess' }))
  }

  /** A datagram for a member whose voice goes through the connection. */
  tunnel(sourceId: number, datagram: Uint8Array): void {
    this.#roster.ofSource(sourceId)?.peer.tunnel(datagram)
  }

  /** The member is gone. Nothing happens where it was already. */
  leave(session: Session): void {
    const { sourceId, channelId } = session.member
    if (!this.#roster.remove(session)) return
    this.#changes.emit({ kind: 'left', session })
    this.#options.post({ type: 'memberRemoved', sourceId })
    this.#sources.give(sourceId)
    this.#news.remove(session)
    this.#news.changed(session.member, 'left')
    this.#epochs.changed(channelId)
    this.#tidy(channelId)
  }

  /** Ends a session from the host's side. */
  end(session: Session, code: ErrorCode): void {
    this.leave(session)
    session.peer.end(code)
  }

  /** Ends the stay there may be from one machine of a user. */
  endDevice(userId: number, deviceId: number, code: ErrorCode): void {
    for (const session of this.sessionsOf(userId)) if (session.deviceId === deviceId) this.end(session, code)
  }

  /** Tells a new media worker who is here. Fresh keys, for it has forgotten which packets it has seen. */
  restore(): void {
    this.#workers += 1
    const hopSequence = this.#workers * HOP_SEQUENCE_SHARE
    // Out of numbers: a new session has a new hop key.
    if (hopSequence >= HOP_SEQUENCES)
      for (const session of [...this.#roster.all()]) this.end(session, 'service-stopped')
    this.#deliveries.restore()
    for (const session of this.#roster.all()) {
      this.#options.post({ type: 'memberAdded', member: { ...this.#mediaMember(session), hopSequence } })
      this.setPath(session.member.sourceId, 'none')
    }
    this.#epochs.renewAll()
    this.#changes.emit({ kind: 'restored' })
  }

  /** Ends all sessions. */
  close(code: ErrorCode): void {
    this.#epochs.close()
    this.#news.close()
    this.#changes.emit({ kind: 'closed' })
    for (const session of [...this.#roster.all()]) {
      this.#roster.remove(session)
      session.peer.end(code)
    }
  }

  hasChannel(channelId: number): boolean {
    return this.#options.tree.find(channelId) !== undefined
  }

  #session(
    user: User,
    sourceId: number,
    place: { channelId: number; flags: Flags; peer: Peer } & Origin,
  ): Session {
    const { random } = this.#options
    const { channelId, flags, peer, address = '', deviceId = 0 } = place
    const sessionNonce = random.bytes(SESSION_NONCE_BYTES)
    const { id: userId, nickname, role, serverMuted } = user
    const { muted, deafened } = flags
    const member: Member = {
      ...{ sourceId, userId, nickname, role, channelId, sessionNonce: toBase64Url(sessionNonce) },
      ...{ muted, deafened, serverMuted, priority: false, path: 'none' },
      ...(this.#options.refusesRecording(user, channelId) ? { refusesRecording: true } : {}),
    }
    const hopKey = random.bytes(KEY_BYTES)
    return { peer, member, downlink: 'auto', hopKey, sessionNonce, address, deviceId }
  }

  /** A user has one name and role, on whichever of its machines. */
  #makeAlike({ id, nickname, role }: Pick<User, 'id' | 'nickname' | 'role'>): void {
    for (const session of this.#roster.ofUser(id)) {
      const { member } = session
      if (member.nickname !== nickname || member.role !== role) this.#change(session, { nickname, role })
    }
  }

  /** A temporary channel goes with its last member; what is within it goes first. */
  #tidy(channelId: number): void {
    const { tree } = this.#options
    const channel = tree.find(channelId)
    const hasInner = tree.all.some(({ parentId }) => parentId === channelId)
    if (channel?.temporary !== true || hasInner || this.occupancy(channelId) > 0) return
    tree.remove(channelId)
    if (channel.parentId !== null) this.#tidy(channel.parentId)
  }

  /** What the media worker is to do with a member's voice. */
  #postFlags({ member }: Session): void {
    const { sourceId, deafened } = member
    this.#options.post({ type: 'memberFlags', sourceId, muted: this.#isSilent(member), deafened })
  }

  #isSilent(member: Member): boolean {
    return member.muted || member.serverMuted || !this.#options.maySpeak(member, member.channelId)
  }

  #mediaMember({ member, downlink, hopKey, sessionNonce }: Session): MediaMember {
    const { sourceId, channelId, deafened, refusesRecording = false } = member
    const muted = this.#isSilent(member)
    return { sourceId, hopKey, sessionNonce, channelId, muted, deafened, downlink, refusesRecording }
  }

  #change(session: Session, change: Partial<Member>): void {
    const before = session.member
    const wasSilent = this.#isSilent(before)
    this.#roster.change(session, change)
    const { member } = session
    if (this.#isSilent(member) !== wasSilent || member.deafened !== before.deafened) this.#postFlags(session)
    if ('channelId' in change) this.#news.moved(session)
    else this.#news.changed(member, UNFLAGGED.some((name) => name in change) ? 'changed' : 'flags')
  }

  /** What somebody who has come into a channel was not told before. */
  #tellDelays(session: Session): void {
    const delays = []
    for (const { member } of this.#roster.inChannel(session.member.channelId)) {
      const { sourceId, sendDelay: delay } = member
      if (delay !== undefined && member !== session.member) delays.push({ sourceId, delay })
    }
    if (delays.length > 0) session.peer.deliver(prepareEvent({ type: 'delaysChanged', delays }))
  }

  #publishKey(key: EpochKey): void {
    const { scope: channelId, epoch, secret } = key
    this.#options.post({ type: 'epoch', channelId, epoch, secret })
    this.tellChannel(channelId, { type: 'epochChanged', epoch: epochMessage(key) })
  }
}

function epochMessage({ scope: channelId, epoch, secret }: EpochKey): Epoch {
  return { channelId, epoch, secret: toBase64Url(secret) }
}

function inTenths(ms: number): number {
  return Math.round(ms * 10) / 10
}
