import type { Delivery, Member } from '../../contract/models.ts'
import type { Peer } from './events.ts'

/** One stay of a guest: what others see of it, and what only it and the media worker know. */
export interface Session {
  readonly peer: Peer
  /** Replaced, never changed, so that a snapshot stays what it was. */
  member: Member
  /** How voice shall come down to it. */
  downlink: Delivery
  readonly hopKey: Uint8Array
  readonly sessionNonce: Uint8Array
  /** Where the guest comes from, as the system writes it; empty where that is not known. */
  readonly address: string
  /** Which of its user's machines it comes from; 0 where that is not known. */
  readonly deviceId: number
}

/** Who is here, found by source id, by user, and by channel. */
export class Roster {
  readonly #bySource = new Map<number, Session>()
  readonly #byUser = new Map<number, Set<Session>>()
  readonly #byChannel = new Map<number, Set<Session>>()

  get size(): number {
    return this.#bySource.size
  }

  all(): IterableIterator<Session> {
    return this.#bySource.values()
  }

  ofSource(sourceId: number): Session | undefined {
    return this.#bySource.get(sourceId)
  }

  /** The stays of a user, one from each of its machines that is in, in the order in which they came. */
  ofUser(userId: number): ReadonlySet<Session> {
    return this.#byUser.get(userId) ?? EMPTY
  }

  inChannel(channelId: number): ReadonlySet<Session> {
    return this.#byChannel.get(channelId) ?? EMPTY
  }

  add(session: Session): void {
    this.#bySource.set(session.member.sourceId, session)
    const { userId } = session.member
    this.#byUser.set(userId, (this.#byUser.get(userId) ?? new Set()).add(session))
    this.#place(session)
  }

  /** Takes a session out; false where it is not here (any more). */
  remove(session: Session): boolean {
    const { sourceId, userId } = session.member
    if (this.#bySource.get(sourceId) !== session) return false
    this.#bySource.delete(sourceId)
    const stays = this.#byUser.get(userId)
    stays?.delete(session)
    if (stays?.size === 0) this.#byUser.delete(userId)
    this.#displace(session)
    return true
  }

  /** Puts new facts of a member in place of the old ones. */
  change(session: Session, change: Partial<Member>): void {
    this.#displace(session)
    session.member = { ...session.member, ...change }
    this.#place(session)
  }

  #place(session: Session): void {
    const { channelId } = session.member
    const there = this.#byChannel.get(channelId)
    if (there === undefined) this.#byChannel.set(channelId, new Set([session]))
    else there.add(session)
  }

  #displace(session: Session): void {
    const { channelId } = session.member
    const there = this.#byChannel.get(channelId)
    there?.delete(session)
    if (there?.size === 0) this.#byChannel.delete(channelId)
  }
}

const EMPTY: ReadonlySet<Session> = new Set()
