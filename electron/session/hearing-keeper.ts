import type { EngineSpeaker } from '../contract/engine.ts'
import { PalabreError } from '../contract/errors.ts'
import type { Hearing, RoomView, SessionState } from '../contract/services.ts'
import {
  isGain,
  isPan,
  isUserId,
  NO_WISH,
  type HearingFile,
  type HearingWish,
  type KeptHearing,
} from './hearing-file.ts'
import type { EnginePort } from './interfaces.ts'
import { Spread } from './spread.ts'

export interface HearingKeeperOptions {
  readonly engine: Pick<EnginePort, 'post'>
  /** Where it is kept; without, as long as this object. */
  readonly file: HearingFile | undefined
  /** Whether speakers are brought to one loudness while nobody has chosen. */
  readonly matching: boolean
  readonly onChange: (hearing: Hearing) => void
}

/**
 * How this user wants to hear others: remembered per host and user, and told to the engine whenever source ids
 * change, be it by a reconnect, another channel, or a fresh engine.
 */
export class HearingKeeper {
  readonly #options: HearingKeeperOptions
  readonly #spread = new Spread()
  #kept: KeptHearing
  /** Fingerprint of the host this guest is with. */
  #host: string | undefined
  #room: RoomView | undefined
  /** The speakers the engine knows of, as text to compare; undefined where it must be told. */
  #told: string | undefined

  constructor(options: HearingKeeperOptions) {
    this.#options = options
    this.#kept = options.file?.kept ?? { matching: undefined, spread: false, wishes: [] }
  }

  /** Everything that holds now; users of the present host only. */
  get view(): Hearing {
    const users = this.#kept.wishes.filter(({ host }) => host === this.#host)
    return {
      matching: this.matching,
      spread: this.#kept.spread,
      users: users.map(({ userId, gainDb, muted, pan, priority }) => ({
        ...{ userId, gainDb, muted, pan, priority },
      })),
    }
  }

  /** Whether speakers are brought to one loudness. */
  get matching(): boolean {
    return this.#kept.matching ?? this.#options.matching
  }

  /** A host is about to be joined. */
  enter(fingerprint: string): void {
    this.#host = fingerprint
    this.#options.onChange(this.view)
  }

  /** Tells the engine what follows from a state of the session. */
  follow(state: SessionState): void {
    const joined = state.state === 'binding' || state.state === 'ready'
    this.#room = joined ? state.room : undefined
    if (joined) this.#tell()
    else this.#told = undefined
  }

  /** Changes a wish; rejects with `message-malformed`, or where there is no host, or it cannot be kept. */
  async change(userId: number, change: Partial<HearingWish>): Promise<void> {
    const host = this.#host
    if (host === undefined) throw new PalabreError('host-unreachable', { detail: 'not connected' })
    check(userId, change)
    const { wishes } = this.#kept
    const before = wishes.find((wish) => wish.host === host && wish.userId === userId)
    const after = { ...NO_WISH, ...before, ...change, host, userId }
    const others = wishes.filter((wish) => wish !== before)
    await this.#keep({ ...this.#kept, wishes: isPlain(after) ? others : [...others, after] })
  }

  /** Of how many users of all hosts there is a wish. */
  get wishes(): number {
    return this.#kept.wishes.length
  }

  /** Everybody is heard as they come, on every host; rejects where that cannot be kept. */
  async forget(): Promise<void> {
    await this.#keep({ ...this.#kept, wishes: [] })
  }

  /** Whether all speakers are brought to one loudness. */
  async setMatching(matching: boolean): Promise<void> {
    this.#options.engine.post({ type: 'playback', matching })
    await this.#keep({ ...this.#kept, matching })
  }

  /** Whether those without a place are spread between the loudspeakers. */
  async setSpread(spread: boolean): Promise<void> {
    await this.#keep({ ...this.#kept, spread })
  }

  /** Resolves when everything is on disk that will be. */
  async close(): Promise<void> {
    await this.#options.file?.close()
  }

  /** It is heard at once, and shown, whether or not it can be kept. */
  async #keep(kept: KeptHearing): Promise<void> {
    this.#kept = kept
    this.#tell()
    this.#options.onChange(this.view)
    await this.#options.file?.save(kept)
  }

  #tell(): void {
    if (this.#room === undefined) return
    const speakers = this.#speakersIn(this.#room)
    const text = JSON.stringify(speakers)
    if (text === this.#told) return
    this.#told = text
    this.#options.engine.post({ type: 'speakers', speakers })
  }

  /** Everybody who is to be heard otherwise than they come. */
  #speakersIn({ members, you }: RoomView): EngineSpeaker[] {
    const here = members.find(({ sourceId }) => sourceId === you)?.channelId
    const others = members.filter(({ sourceId }) => sourceId !== you)
    const near = others.filter(({ channelId }) => channelId === here).map(({ userId }) => userId)
    this.#spread.follow(new Set(near))
    const wishes = new Map(this.view.users.map((wish) => [wish.userId, wish]))
    return others
      .map(({ sourceId, userId }) => {
        const { gainDb, muted, pan, priority } = wishes.get(userId) ?? NO_WISH
        const place = this.#kept.spread ? this.#spread.placeOf(userId) : 0
        return { sourceId, gainDb, muted, pan: pan ?? place, priority }
      })
      .filter(({ gainDb, muted, pan, priority }) => gainDb !== 0 || muted || pan !== 0 || priority)
  }
}

function isPlain({ gainDb, muted, pan, priority }: HearingWish): boolean {
  return gainDb === NO_WISH.gainDb && !muted && pan === NO_WISH.pan && !priority
}

/** What a page asks for is checked here: it goes on to disk and engine. */
function check(userId: unknown, change: { readonly [Name in keyof HearingWish]?: unknown }): void {
  const { gainDb, muted, pan, priority } = change
  const good =
    isUserId(userId) &&
    (gainDb === undefined || isGain(gainDb)) &&
    (pan === undefined || pan === null || isPan(pan)) &&
    [muted, priority].every((flag) => flag === undefined || typeof flag === 'boolean')
  if (!good) throw new PalabreError('message-malformed', { detail: 'no such way of hearing somebody' })
}
