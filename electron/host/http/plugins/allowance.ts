import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../../../base/clock.ts'
import { PalabreError } from '../../../contract/errors.ts'
import { addressKey } from '../../gateway/strangers.ts'
import type { HttpsServer } from '../server.ts'

/** How often programs may ask. */
export interface AllowanceConfig {
  /** Requests of one window, by who has a token, and by an address whose programs have none. */
  readonly perToken: number
  readonly perAddress: number
  readonly windowMs: number
  /** So many are remembered; of more, who has not asked for longest begins anew. */
  readonly remembered: number
}

export interface AllowanceOptions {
  readonly clock: Clock
  readonly config: AllowanceConfig
  /** The token of a request, where it has one that counts. */
  readonly callerOf: (request: FastifyRequest) => string | undefined
  /** Addresses with limits of their own. */
  readonly exempt: readonly string[]
}

/** Answers who asks too often with 429 and when to come again; never with silence. */
export async function limitRequests(
  app: FastifyInstance<HttpsServer>,
  { clock, config, callerOf, exempt }: AllowanceOptions,
): Promise<void> {
  const isToken = (key: string): boolean => key.startsWith('token ')
  await app.register(rateLimit, {
    global: false,
    store: storeOf(clock, config.remembered),
    timeWindow: config.windowMs,
    max: (_request, key) => (isToken(key) ? config.perToken : config.perAddress),
    keyGenerator: (request) => {
      const caller = callerOf(request)
      return caller === undefined ? `address ${addressKey(request.ip)}` : `token ${caller}`
    },
    allowList: (request) => exempt.includes(request.routeOptions.url ?? ''),
    errorResponseBuilder: (_request, { ttl }) => {
      return new PalabreError('rate-limited', { retryAfter: Math.max(1, Math.ceil(ttl / 1000)) })
    },
  })
  app.addHook('onRequest', app.rateLimit())
}

interface Window {
  count: number
  endsMs: number
}
type Told = (error: Error | null, result?: { current: number; ttl: number }) => void

/** Counts per caller in windows of time, by the clock of the host. */
export class WindowCounts {
  readonly #clock: Clock
  readonly #most: number
  /** The one who asked last stands last. */
  readonly #windows = new Map<string, Window>()

  constructor(clock: Clock, most: number) {
    this.#clock = clock
    this.#most = most
  }

  get size(): number {
    return this.#windows.size
  }

  /** Counts one; tells how many there were in this window, and how long it lasts, ms. */
  readonly incr = (key: string, tell: Told, windowMs: number): void => {
    const nowMs = this.#clock.nowMs()
    const known = this.#windows.get(key)
    const window =
      known === undefined || known.endsMs <= nowMs ? { count: 0, endsMs: nowMs + windowMs } : known
    window.count += 1
    this.#windows.delete(key)
    this.#windows.set(key, window)
    const [oldest] = this.#windows.keys()
    if (this.#windows.size > this.#most && oldest !== undefined) this.#windows.delete(oldest)
    tell(null, { current: window.count, ttl: window.endsMs - nowMs })
  }

  child(): this {
    return this
  }
}

/** The library makes its store itself. */
function storeOf(clock: Clock, most: number) {
  return class extends WindowCounts {
    constructor() {
      super(clock, most)
    }
  }
}
