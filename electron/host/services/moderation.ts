import type { Clock } from '../../base/clock.ts'
import { PalabreError, type ErrorCode } from '../../contract/errors.ts'
import type { Right } from '../../contract/permissions.ts'
import type { BanRow } from '../../storage/repositories/bans.ts'
import type { User } from '../../storage/repositories/users.ts'
import type { Store } from '../../storage/store.ts'
import {
  ADDRESS_BITS,
  addressBytes,
  formatRange,
  parseAddress,
  parseRange,
  type AddressRange,
} from '../../base/address-range.ts'
import type { Actor, AuditLog, AuditTarget } from './audit-log.ts'
import type { BanList } from './ban-list.ts'
import type { Permissions } from './permissions.ts'
import type { Room } from './room.ts'
import type { Session } from './roster.ts'

/** What a ban of a user covers: its keys, the address it comes from, or both. */
export type BanScope = 'identity' | 'address' | 'both'

export interface BanTerms {
  readonly reason: string
  /** Seconds; absent: for good. */
  readonly durationS?: number | undefined
}

export interface ModerationOptions {
  readonly store: Pick<Store, 'users' | 'devices'>
  readonly room: Room
  readonly permissions: Permissions
  readonly bans: BanList
  readonly audit: AuditLog
  readonly clock: Clock
}

/** What those who may do to others. Each act is checked, done, and kept in the log of acts, in this order. */
export class Moderation {
  readonly #options: ModerationOptions

  constructor(options: ModerationOptions) {
    this.#options = options
  }

  /** Ends the stay of a user, on all of its machines. */
  kick(actor: Actor, sourceId: number, reason: string): void {
    const session = this.#present(sourceId)
    this.#requireUpon(actor, this.#userOf(session), 'kick', session.member.channelId)
    this.#endAll(session.member.userId, 'kicked')
    this.#note(actor, 'kick', session, { reason })
  }

  /** Keeps a member out from now on: all of its keys, its address, or both. Answers the bans made. */
  banMember(actor: Actor, sourceId: number, scope: BanScope, terms: BanTerms): BanRow[] {
    const session = this.#present(sourceId)
    const user = this.#userOf(session)
    this.#requireUpon(actor, user, 'ban')
    const keys = scope === 'address' ? [] : this.#keysOf(user)
    const address = scope === 'identity' ? undefined : parseAddress(session.address)
    const range = address === undefined ? undefined : { address, prefix: ADDRESS_BITS }
    const bans = [
      ...keys.map((publicKey) => this.#add(actor, { publicKey, nickname: user.nickname }, terms)),
      ...(range === undefined ? [] : [this.#add(actor, { range, nickname: user.nickname }, terms)]),
    ]
    if (scope !== 'address') this.#endAll(user.id, 'banned')
    else this.#endAll(user.id, 'banned', (other) => other.address === session.address)
    this.#note(actor, 'ban', session, { scope, ...terms })
    return bans
  }

  /** Keeps a user out who may not be here now, by all of its keys. */
  banUser(actor: Actor, userId: number, terms: BanTerms): BanRow[] {
    const user = this.#user(userId)
    this.#requireUpon(actor, user, 'ban')
    const bans = this.#keysOf(user).map((publicKey) =>
      this.#add(actor, { publicKey, nickname: user.nickname }, terms),
    )
    this.#endAll(userId, 'banned')
    this.#options.audit.note(actor, 'ban', targetOf(user), terms)
    return bans
  }

  /** Keeps out who comes from an address or a range; who is in from there and of lower rank leaves. */
  banRange(actor: Actor, text: string, terms: BanTerms): BanRow {
    this.#require(actor, 'ban')
    const range = parseRange(text)
    if (range === undefined) throw new PalabreError('range-invalid', { detail: text })
    const ban = this.#add(actor, { range, nickname: '' }, terms)
    for (const session of this.#options.room.sessions()) {
      const covered = this.#options.bans.check(undefined, session.address) !== undefined
      if (covered && this.#outranks(actor, this.#userOf(session))) this.#options.room.end(session, 'banned')
    }
    this.#options.audit.note(actor, 'ban', { kind: 'ban', id: ban.id, name: formatRange(range) }, terms)
    return ban
  }

  /** Throws `ban-unknown`. */
  lift(actor: Actor, banId: number): void {
    this.#require(actor, 'ban')
    if (!this.#options.bans.lift(banId)) throw new PalabreError('ban-unknown')
    this.#options.audit.note(actor, 'ban.lift', { kind: 'ban', id: banId, name: '' })
  }

  /** Brings a member into another channel; who moves needs the right at both ends. */
  move(actor: Actor, sourceId: number, channelId: number): void {
    const session = this.#present(sourceId)
    const user = this.#userOf(session)
    this.#requireUpon(actor, user, 'move', session.member.channelId)
    this.#requireUpon(actor, user, 'move', channelId)
    this.#options.room.join(session, channelId)
    this.#note(actor, 'move', session, { channelId })
  }

  /** Silences a user for everybody, also when it comes back. */
  setServerMuted(actor: Actor, userId: number, muted: boolean): void {
    const user = this.#user(userId)
    const { room, store } = this.#options
    const stays = room.sessionsOf(userId)
    const places = new Set(stays.map(({ member }) => member.channelId))
    for (const place of places.size > 0 ? places : [undefined]) this.#requireUpon(actor, user, 'mute', place)
    store.users.setServerMuted(userId, muted)
    for (const session of stays) room.setServerMuted(session, muted)
    this.#options.audit.note(actor, muted ? 'mute' : 'unmute', targetOf(user))
  }

  /** Gives a user another name; the next login with another one changes it again. */
  rename(actor: Actor, userId: number, nickname: string): void {
    const user = this.#user(userId)
    this.#requireUpon(actor, user, 'manageUsers')
    const [session] = this.#options.room.sessionsOf(userId)
    if (session === undefined) this.#options.store.users.rename(userId, nickname)
    else this.#options.room.rename(session, nickname)
    this.#options.audit.note(actor, 'user.rename', targetOf(user), { nickname })
  }

  /** Takes a machine from its user, and ends the stay there may be from it. Throws `user-unknown` or `machine-unknown`. */
  removeDevice(actor: Actor, userId: number, deviceId: number): void {
    const user = this.#user(userId)
    this.#requireUpon(actor, user, 'manageUsers')
    if (!this.#options.store.devices.remove(userId, deviceId)) throw new PalabreError('machine-unknown')
    this.#options.room.endDevice(userId, deviceId, 'device-removed')
    this.#options.audit.note(actor, 'device.remove', targetOf(user), { deviceId })
  }

  /** Lets a member be heard above the others, or no more; oneself by right, others by the right to manage. */
  setPriority(actor: Actor, sourceId: number, priority: boolean): void {
    const session = this.#present(sourceId)
    const user = this.#userOf(session)
    const { channelId } = session.member
    const isSelf = actor.kind === 'user' && actor.user.id === user.id
    if (isSelf && priority) this.#require(actor, 'priority', channelId)
    else if (!isSelf) this.#requireUpon(actor, user, 'manageChannels', channelId)
    this.#options.room.setPriority(session, priority)
    if (!isSelf) this.#note(actor, 'priority', session, { priority })
  }

  #add(
    actor: Actor,
    what: { publicKey?: Uint8Array; range?: AddressRange; nickname: string },
    { reason, durationS }: BanTerms,
  ): BanRow {
    const createdAt = this.#options.clock.wallMs()
    return this.#options.bans.add({
      publicKey: what.publicKey ?? null,
      address: what.range === undefined ? null : addressBytes(what.range.address),
      prefix: what.range?.prefix ?? null,
      nickname: what.nickname,
      reason,
      createdBy: actor.kind === 'user' ? actor.user.id : null,
      createdAt,
      expiresAt: durationS === undefined ? null : createdAt + durationS * 1000,
    })
  }

  #endAll(userId: number, code: ErrorCode, which: (session: Session) => boolean = () => true): void {
    const { room } = this.#options
    for (const session of room.sessionsOf(userId)) if (which(session)) room.end(session, code)
  }

  #keysOf(user: User): Uint8Array[] {
    return this.#options.store.devices.ofUser(user.id).map(({ publicKey }) => publicKey)
  }

  #present(sourceId: number): Session {
    const session = this.#options.room.sessionOfSource(sourceId)
    if (session === undefined) throw new PalabreError('user-unknown')
    return session
  }

  #userOf(session: Session): User {
    return this.#user(session.member.userId)
  }

  #user(userId: number): User {
    const user = this.#options.store.users.byId(userId)
    if (user === undefined) throw new PalabreError('user-unknown')
    return user
  }

  #require(actor: Actor, right: Right, channelId?: number): void {
    if (actor.kind === 'user') this.#options.permissions.require(actor.user, right, channelId)
  }

  #requireUpon(actor: Actor, target: User, right: Right, channelId?: number): void {
    if (actor.kind === 'user') this.#options.permissions.requireUpon(actor.user, target, right, channelId)
  }

  #outranks(actor: Actor, target: User): boolean {
    const { permissions } = this.#options
    return actor.kind === 'token' || permissions.rankOf(actor.user) > permissions.rankOf(target)
  }

  #note(actor: Actor, action: string, { member }: Session, detail: object): void {
    const target = { kind: 'user', id: member.userId, name: member.nickname } as const
    this.#options.audit.note(actor, action, target, detail)
  }
}

function targetOf({ id, nickname }: User): AuditTarget {
  return { kind: 'user', id, name: nickname }
}
