import type { Clock } from '../../base/clock.ts'
import type { Random } from '../../base/random.ts'
import { PalabreError } from '../../contract/errors.ts'
import type { LinkCodeMade } from '../../contract/device-messages.ts'
import { TokenBucket, type BucketConfig } from '../gateway/token-bucket.ts'

export interface LinkCodesConfig {
  /** A code is good for this long, ms. */
  readonly lifetimeMs: number
  /** A code that is used or too old is told apart from a wrong one for this long after its end, ms. */
  readonly rememberedMs: number
  /** Tries of one address. */
  readonly tries: BucketConfig
  /** Addresses that are remembered; the longest silent one is forgotten for another. */
  readonly addresses: number
}

interface Issued {
  readonly userId: number
  readonly code: string
  readonly endsMs: number
  isUsed: boolean
}

/** Crockford's base 32: no I, L, O or U; 32 signs, so that five bits of a byte choose one without a bias. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODE_LENGTH = 8
const GROUP = 4

/** The codes by which a further machine becomes one of its user's. They live in memory: a restart ends them. */
export class LinkCodes {
  readonly #config: LinkCodesConfig
  readonly #clock: Clock
  readonly #random: Random
  readonly #byCode = new Map<string, Issued>()
  readonly #byUser = new Map<number, Issued>()
  readonly #tries = new Map<string, TokenBucket>()

  constructor(config: LinkCodesConfig, clock: Clock, random: Random) {
    this.#config = config
    this.#clock = clock
    this.#random = random
  }

  /** A fresh code of a user; an earlier one is good no more. */
  make(userId: number): LinkCodeMade {
    this.#sweep()
    const earlier = this.#byUser.get(userId)
    if (earlier !== undefined) this.#forget(earlier)
    const { lifetimeMs } = this.#config
    const issued = { userId, code: this.#unused(), endsMs: this.#clock.nowMs() + lifetimeMs, isUsed: false }
    this.#byCode.set(issued.code, issued)
    this.#byUser.set(userId, issued)
    const { code } = issued
    return {
      code: `${code.slice(0, GROUP)}-${code.slice(GROUP)}`,
      expiresAt: Math.round(this.#clock.wallMs() + lifetimeMs),
      lifetimeS: Math.floor(lifetimeMs / 1000),
    }
  }

  /**
   * Whose code it is; it stays good until `spend`. `address` is as `addressKey` writes it. A machine that is one of
   * user `present` already may show that user's code again: the answer to its first try may have been lost.
   * Throws `rate-limited`, `link-code-wrong`, `link-code-used` or `link-code-expired`.
   */
  check(text: string, address: string, present?: number): number {
    this.#admit(address)
    const issued = this.#byCode.get(plain(text))
    if (issued === undefined) throw new PalabreError('link-code-wrong')
    if (issued.userId === present) return issued.userId
    if (issued.isUsed) throw new PalabreError('link-code-used')
    if (this.#clock.nowMs() >= issued.endsMs) throw new PalabreError('link-code-expired')
    return issued.userId
  }

  /** The code has made a machine somebody's. */
  spend(text: string): void {
    const issued = this.#byCode.get(plain(text))
    if (issued !== undefined) issued.isUsed = true
  }

  #admit(address: string): void {
    const bucket = this.#tries.get(address) ?? new TokenBucket(this.#config.tries, this.#clock)
    this.#tries.delete(address)
    this.#tries.set(address, bucket)
    const [oldest] = this.#tries.keys()
    if (this.#tries.size > this.#config.addresses && oldest !== undefined) this.#tries.delete(oldest)
    if (!bucket.take()) throw new PalabreError('rate-limited', { retryAfter: bucket.waitS() })
  }

  #unused(): string {
    for (;;) {
      const code = Array.from(this.#random.bytes(CODE_LENGTH), (byte) => ALPHABET.charAt(byte & 31)).join('')
      if (!this.#byCode.has(code)) return code
    }
  }

  #sweep(): void {
    const before = this.#clock.nowMs() - this.#config.rememberedMs
    for (const issued of this.#byCode.values()) if (issued.endsMs <= before) this.#forget(issued)
  }

  #forget(issued: Issued): void {
    this.#byCode.delete(issued.code)
    this.#byUser.delete(issued.userId)
  }
}

/** A code as it was made, however it was written: in groups, in small letters, with signs taken for others. */
function plain(text: string): string {
  return text.toUpperCase().replace(/[\s-]/gu, '').replace(/[IL]/gu, '1').replace(/O/gu, '0')
}
