import type { Clock } from '../../base/clock.ts'
import { PalabreError } from '../../contract/errors.ts'
import { TokenBucket, type BucketConfig } from '../gateway/token-bucket.ts'

export interface PasswordGuardConfig {
  /** Wrong passwords of one user that cost nothing: who mistypes must not wait. */
  readonly free: number
  /** Each one after these makes the user wait before the next, ms: at first so long, twice as long each time, at most. */
  readonly firstWaitMs: number
  readonly mostWaitMs: number
  /** After so many the user is not listened to for this long, ms. */
  readonly banAfter: number
  readonly banMs: number
  /** Wrong passwords of a user are forgotten when there was none for this long, ms. */
  readonly forgetMs: number
  /** First tries of users of one address: another key is no way round the above. */
  readonly newcomers: BucketConfig
  /** Passwords judged at the same time: each costs memory and a thread. */
  readonly atOnce: number
  /** Users, and addresses, that are remembered; the longest silent one is forgotten for another. */
  readonly remembered: number
}

interface Tries {
  wrong: number
  lastMs: number
  isJudged: boolean
}

/** Who asks to come in, and from where. */
export interface Guesser {
  readonly userId: number
  /** As `addressKey` writes it; empty where it is not known. */
  readonly address: string
}

/**
 * Slows down who guesses passwords, then does not listen for a while. It counts by user, so that others of the same
 * address get in with the right one; only the first tries of an address share a count.
 */
export class PasswordGuard {
  readonly #config: PasswordGuardConfig
  readonly #clock: Clock
  readonly #tries = new Map<number, Tries>()
  readonly #addresses = new Map<string, TokenBucket>()
  #judging = 0

  constructor(config: PasswordGuardConfig, clock: Clock) {
    this.#config = config
    this.#clock = clock
  }

  /** Asks `isRight`, or throws `rate-limited` or `password-locked` without asking. */
  async judge(guesser: Guesser, isRight: () => Promise<boolean>): Promise<boolean> {
    const tries = this.#admit(guesser)
    tries.isJudged = true
    this.#judging += 1
    try {
      const right = await isRight()
      if (right) this.#tries.delete(guesser.userId)
      else tries.wrong += 1
      tries.lastMs = this.#clock.nowMs()
      return right
    } finally {
      tries.isJudged = false
      this.#judging -= 1
    }
  }

  #admit({ userId, address }: Guesser): Tries {
    const { banAfter, banMs, atOnce, newcomers } = this.#config
    const tries = this.#triesOf(userId)
    const sinceMs = this.#clock.nowMs() - tries.lastMs
    if (tries.wrong >= banAfter) {
      throw new PalabreError('password-locked', { retryAfter: secondsOf(banMs - sinceMs) })
    }
    const waitMs = this.#waitMs(tries.wrong) - sinceMs
    if (waitMs > 0) throw new PalabreError('rate-limited', { retryAfter: secondsOf(waitMs) })
    if (tries.isJudged || this.#judging >= atOnce) throw new PalabreError('rate-limited', { retryAfter: 1 })
    if (tries.wrong > 0 || address === '') return tries
    const first = kept(
      this.#addresses,
      address,
      () => new TokenBucket(newcomers, this.#clock),
      this.#config.remembered,
    )
    if (!first.take()) throw new PalabreError('rate-limited', { retryAfter: first.waitS() })
    return tries
  }

  #triesOf(userId: number): Tries {
    const { banAfter, banMs, forgetMs, remembered } = this.#config
    const nowMs = this.#clock.nowMs()
    const tries = kept(this.#tries, userId, () => ({ wrong: 0, lastMs: nowMs, isJudged: false }), remembered)
    const silentMs = nowMs - tries.lastMs
    if (silentMs >= (tries.wrong >= banAfter ? banMs : forgetMs)) tries.wrong = 0
    return tries
  }

  #waitMs(wrong: number): number {
    const { free, firstWaitMs, mostWaitMs } = this.#config
    return wrong < free ? 0 : Math.min(mostWaitMs, firstWaitMs * 2 ** (wrong - free))
  }
}

/** The value of a key, new where there is none; it becomes the newest, and the oldest makes room. */
function kept<K, V>(map: Map<K, V>, key: K, make: () => V, most: number): V {
  const value = map.get(key) ?? make()
  map.delete(key)
  map.set(key, value)
  if (map.size > most) {
    const [oldest] = map.keys()
    if (oldest !== undefined) map.delete(oldest)
  }
  return value
}

function secondsOf(ms: number): number {
  return Math.max(0, Math.ceil(ms / 100) / 10)
}
