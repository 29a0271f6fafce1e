import type { Clock } from '../../base/clock.ts'
import { flagsOf } from '../../contract/member-flags.ts'
import type { Member } from '../../contract/models.ts'
import { TokenBucket, type BucketConfig } from '../gateway/token-bucket.ts'
import { prepareEvent, type EventBody } from './events.ts'
import type { Session } from './roster.ts'

/** What is new of a member; a later kind of the list includes the earlier ones. */
const KINDS = ['flags', 'changed', 'joined', 'left'] as const
export type NewsKind = (typeof KINDS)[number]

export interface NewsConfig {
  /** Events a second, one per hearer, up to which each change is told by itself and at once. */
  readonly atOnce: BucketConfig
  /** In a crowd, what is new in the own channel is told no more often than this, ms. */
  readonly nearMs: number
  /** The same for what is new in other channels. */
  readonly farMs: number
  /** Members that are told in one go; others of the same channel follow a little later. */
  readonly audience: number
}

export interface NewsOptions {
  readonly clock: Clock
  readonly config: NewsConfig
  /** Who has this source id now. */
  readonly find: (sourceId: number) => Session | undefined
}

/** Places in a window at which audiences have their turns. */
const TURNS = 16

/** Members of one channel that are told together. */
class Audience {
  readonly channelId: number
  /** Share of a window by which it is behind the first: within its channel, and among all. */
  readonly nearShare: number
  readonly farShare: number
  readonly sessions = new Set<Session>()
  /** What it has not been told, by source id. */
  readonly pending = new Map<number, NewsKind>()
  toldMs = -Infinity
  dueMs = Infinity
  cancel: () => void = () => {}

  constructor(channelId: number, nearTurn: number, farTurn: number) {
    this.channelId = channelId
    this.nearShare = (nearTurn % TURNS) / TURNS
    this.farShare = (farTurn % TURNS) / TURNS
  }
}

/**
 * Tells everybody who comes, changes and goes. On a small host each change is told by itself and at once. In a crowd
 * one change costs as many events as there are members, so changes are gathered: whoever is in a channel hears of it
 * within `nearMs`, of other channels within `farMs`, of everything that is new since then in one event.
 *
 * What is told is how things are at that moment, never how they were: it may come twice, and an event told by itself
 * may overtake it.
 */
export class MemberNews {
  readonly #options: NewsOptions
  readonly #atOnce: TokenBucket
  readonly #byChannel = new Map<number, Audience[]>()
  readonly #bySession = new Map<Session, Audience>()
  #audiences = 0
  /** Audiences that wait for their turn. */
  #waiting = 0

  constructor(options: NewsOptions) {
    this.#options = options
    this.#atOnce = new TokenBucket(options.config.atOnce, options.clock)
  }

  /** A session hears from now on; it knows all up to here. */
  add(session: Session): void {
    const { channelId } = session.member
    const audiences = this.#byChannel.get(channelId) ?? []
    this.#byChannel.set(channelId, audiences)
    let audience = audiences.find(({ sessions }) => sessions.size < this.#options.config.audience)
    if (audience === undefined) {
      audience = new Audience(channelId, audiences.length, this.#audiences)
      audiences.push(audience)
      this.#audiences += 1
    }
    audience.sessions.add(session)
    this.#bySession.set(session, audience)
  }

  /** A session hears no more. */
  remove(session: Session): void {
    const audience = this.#bySession.get(session)
    this.#bySession.delete(session)
    audience?.sessions.delete(session)
    if (audience === undefined || audience.sessions.size > 0) return
    this.#disarm(audience)
    const left = (this.#byChannel.get(audience.channelId) ?? []).filter((one) => one !== audience)
    this.#audiences -= 1
    if (left.length > 0) this.#byChannel.set(audience.channelId, left)
    else this.#byChannel.delete(audience.channelId)
  }

  /** A session has come into another channel: it is told at once, with what those it leaves behind will hear. */
  moved(session: Session): void {
    const { sourceId } = session.member
    const pending = new Map(this.#bySession.get(session)?.pending)
    this.remove(session)
    this.#tell([session], pending.set(sourceId, 'changed'))
    this.changed(session.member, 'changed')
    this.add(session)
  }

  /** Something is new of a member: near to those in its channel, far to others. */
  changed({ sourceId, channelId }: Member, kind: NewsKind): void {
    if (this.#waiting === 0 && this.#atOnce.take(this.#bySession.size)) {
      this.#tell(this.#bySession.keys(), new Map([[sourceId, kind]]))
      return
    }
    const nowMs = this.#options.clock.nowMs()
    for (const audiences of this.#byChannel.values()) {
      for (const audience of audiences) {
        const before = audience.pending.get(sourceId)
        audience.pending.set(sourceId, before === undefined ? kind : later(before, kind))
        this.#arm(audience, audience.channelId === channelId, nowMs)
      }
    }
  }

  close(): void {
    for (const audiences of this.#byChannel.values()) for (const audience of audiences) this.#disarm(audience)
    this.#byChannel.clear()
    this.#bySession.clear()
  }

  #arm(audience: Audience, isNear: boolean, nowMs: number): void {
    const { nearMs, farMs } = this.#options.config
    const [windowMs, share] = isNear ? [nearMs, audience.nearShare] : [farMs, audience.farShare]
    // Not all in the same moment: what the host does for other guests in between would wait.
    const dueMs = Math.max(nowMs + share * windowMs, audience.toldMs + windowMs)
    if (dueMs >= audience.dueMs) return
    if (audience.dueMs === Infinity) this.#waiting += 1
    audience.cancel()
    audience.dueMs = dueMs
    audience.cancel = this.#options.clock.after(dueMs - nowMs, () => {
      this.#flush(audience)
    })
  }

  #disarm(audience: Audience): void {
    audience.cancel()
    if (audience.dueMs !== Infinity) this.#waiting -= 1
    audience.dueMs = Infinity
  }

  #flush(audience: Audience): void {
    this.#disarm(audience)
    audience.toldMs = this.#options.clock.nowMs()
    const pending = new Map(audience.pending)
    audience.pending.clear()
    this.#tell(audience.sessions, pending)
  }

  #tell(sessions: Iterable<Session>, news: ReadonlyMap<number, NewsKind>): void {
    const event = prepareEvent(this.#eventOf(news))
    for (const session of sessions) session.peer.deliver(event)
  }

  /** One change as it is told on a small host, several in one. */
  #eventOf(news: ReadonlyMap<number, NewsKind>): EventBody {
    const members: Member[] = []
    const flags: [number, number][] = []
    const left: number[] = []
    for (const [sourceId, kind] of news) {
      const member = this.#options.find(sourceId)?.member
      if (member === undefined) left.push(sourceId)
      else if (kind === 'flags' && news.size > 1) flags.push([sourceId, flagsOf(member)])
      else members.push(member)
    }
    const [member] = members
    const [sourceId] = left
    if (news.size > 1) return { type: 'membersChanged', members, flags, left }
    if (member === undefined) return { type: 'memberLeft', sourceId: sourceId ?? 0 }
    return { type: news.get(member.sourceId) === 'joined' ? 'memberJoined' : 'memberChanged', member }
  }
}

function later(one: NewsKind, other: NewsKind): NewsKind {
  return KINDS.indexOf(one) > KINDS.indexOf(other) ? one : other
}
