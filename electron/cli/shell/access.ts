import { timingSafeEqual } from 'node:crypto'
import { toBase64Url } from '../../base/crypto.ts'
import type { Random } from '../../base/random.ts'
import { SHELL_CONFIG } from './config.ts'

/** What of a request decides whether it may go on. */
export interface AccessRequest {
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly cookie: string | undefined
}

/**
 * Who may use the browser shell. A page of another site can make this browser send requests here, so the
 * Host header must be ours (against names rebound to 127.0.0.1), whatever changes something must come from
 * our own page, and the services are reached only with a cookie that was given for the one-time token.
 */
export class Access {
  #hosts: ReadonlySet<string> = new Set()
  #cookieName = ''
  readonly #sessions: string[] = []
  readonly #random: Random
  #token: string | undefined

  constructor(random: Random) {
    this.#random = random
    this.#token = this.#secret()
  }

  /** To be told the port that was granted; before that every request is refused. */
  serveAt(port: number): void {
    this.#hosts = new Set([`127.0.0.1:${String(port)}`, `localhost:${String(port)}`])
    // Cookies do not know ports: with the port in its name two instances do not overwrite each other's.
    this.#cookieName = `palabre-${String(port)}`
  }

  /** The one-time token; undefined once it was used. */
  get token(): string | undefined {
    return this.#token
  }

  isOurHost({ host }: AccessRequest): boolean {
    return host !== undefined && this.#hosts.has(host.toLowerCase())
  }

  isOurPage({ origin }: AccessRequest): boolean {
    return origin?.startsWith('http://') === true && this.#hosts.has(origin.slice('http://'.length))
  }

  isSignedIn({ cookie }: AccessRequest): boolean {
    const given = cookieOf(cookie ?? '', this.#cookieName)
    return given !== undefined && this.#sessions.some((session) => isSame(given, session))
  }

  /** Takes the one-time token; answers the Set-Cookie header, or undefined for a wrong or used one. */
  exchange(token: string): string | undefined {
    if (this.#token === undefined || !isSame(token, this.#token)) return undefined
    this.#token = undefined
    const session = this.#secret()
    this.#sessions.push(session)
    return `${this.#cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`
  }

  #secret(): string {
    return toBase64Url(this.#random.bytes(SHELL_CONFIG.secretBytes))
  }
}

function cookieOf(header: string, name: string): string | undefined {
  for (const part of header.split(';')) {
    const [key, value] = part.trim().split('=', 2)
    if (key === name) return value
  }
  return undefined
}

/** Compares in constant time, so that a secret cannot be guessed byte by byte. */
function isSame(given: string, secret: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(secret)
  return a.length === b.length && timingSafeEqual(a, b)
}
