import type { Clock } from '../../base/clock.ts'
import { toBase64Url } from '../../base/crypto.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import { PalabreError, reportOf, type ErrorCode } from '../../contract/errors.ts'
import { GATEWAY_VERSION, type GuestMessage, type HostMessage } from '../../contract/gateway.ts'
import { LIMITS } from '../../contract/limits.ts'
import type { MediaCommand } from '../../contract/media.ts'
import type { HostConfig } from '../config.ts'
import { numberedEvent, prepareEvent, type Peer, type PreparedEvent } from '../services/events.ts'
import type { LoginMessage, LoginService } from '../services/login-service.ts'
import type { Session } from '../services/roster.ts'
import type { DoorCounts } from './door-counts.ts'
import { answerRequest, type Answer, type RequestContext, type SessionRequest } from './messages/requests.ts'
import { parseMessage } from './messages/parse.ts'
import { welcomeParts } from './messages/welcome-text.ts'
import type { Watched } from './life-watch.ts'
import { Outbox, type OutboxSocket } from './outbox.ts'
import { TokenBucket } from './token-bucket.ts'

/** Bytes of the challenge a login signs. */
const CHALLENGE_BYTES = 32

/** What is dearer than other requests. */
const BUCKET_OF: Partial<Record<SessionRequest['type'], 'invite' | 'text' | 'delay' | 'whisper'>> = {
  createInvite: 'invite',
  linkCode: 'invite',
  say: 'text',
  editMessage: 'text',
  delay: 'delay',
  setWhisper: 'whisper',
}

/** Close codes of RFC 6455 and, from 4000, our own. */
export const CLOSE_CODES = { goingAway: 1001, policy: 1008, tryLater: 1013, ended: 4000 } as const

/** Seconds after which somebody who had to make room may try again. */
const CROWDED_RETRY_S = 5

/** What a connection needs of a WebSocket (of `ws`). */
export interface GuestSocket extends OutboxSocket {
  ping(): void
  terminate(): void
}

/** What all connections of a host share. */
export interface ConnectionContext extends RequestContext {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly config: HostConfig
  readonly login: LoginService
  readonly counts: DoorCounts
  readonly post: (command: MediaCommand) => void
  readonly hostName: () => string
  readonly udpPort: () => number
  /** Somebody is in: tells what there is to know beside the welcome. */
  readonly greet: (session: Session) => void
}

/** One WebSocket of a guest: challenge, login, then requests and events until it closes. */
export class GuestConnection implements Peer, Watched {
  /** When the last byte came from the guest, ms. */
  heardMs: number
  readonly #context: ConnectionContext
  readonly #socket: GuestSocket
  readonly #outbox: Outbox
  readonly #address: string
  readonly #challenge: Uint8Array
  readonly #place: () => void
  readonly #onIn: () => void
  readonly #buckets: Record<keyof HostConfig['rates'], TokenBucket>
  #session: Session | undefined
  #event = 0
  #closed = false
  #cancelLogin: () => void
  #cancelCut: () => void = () => {}

  /** `place` gives the place among the strangers back; `onIn` hears of the login. */
  constructor(
    context: ConnectionContext,
    socket: GuestSocket,
    address: string,
    place: () => void,
    onIn: () => void,
  ) {
    const { clock, config, random } = context
    this.#context = context
    this.#socket = socket
    this.#outbox = new Outbox(socket, config.pieceLength)
    this.heardMs = clock.nowMs()
    this.#address = address
    this.#place = place
    this.#onIn = onIn
    const { frame, request, invite, text, delay, whisper, datagram, malformed } = config.rates
    this.#buckets = {
      frame: new TokenBucket(frame, clock),
      request: new TokenBucket(request, clock),
      invite: new TokenBucket(invite, clock),
      text: new TokenBucket(text, clock),
      delay: new TokenBucket(delay, clock),
      whisper: new TokenBucket(whisper, clock),
      datagram: new TokenBucket(datagram, clock),
      malformed: new TokenBucket(malformed, clock),
    }
    this.#challenge = random.bytes(CHALLENGE_BYTES)
    this.#cancelLogin = clock.after(config.loginTimeoutMs, () => {
      this.#refuse(new PalabreError('login-timeout'))
    })
    this.#challengeGuest()
  }

  // ---- from the socket ----

  onText(text: string): void {
    if (this.#closed) return
    this.heard()
    if (!this.#buckets.frame.take()) {
      this.#refuse(this.#limited('frame'))
      return
    }
    const parsed = parseMessage(text)
    if (parsed.ok) this.#onMessage(parsed.message)
    else this.#onMalformed(parsed.error, parsed.id)
  }

  onBinary(datagram: Uint8Array): void {
    const session = this.#session
    if (this.#closed) return
    this.heard()
    if (session === undefined) {
      this.#onMalformed(new PalabreError('message-malformed'), undefined)
    } else if (datagram.length > LIMITS.datagramBytes) {
      this.#onMalformed(new PalabreError('message-too-large'), undefined)
    } else if (this.#buckets.datagram.take()) {
      const { sourceId } = session.member
      // A copy: what comes from the socket is a window of a larger buffer, which would cross whole.
      this.#context.post({ type: 'tunnelIn', sourceId, datagram: new Uint8Array(datagram) })
    }
  }

  /** Something came that asks for nothing: a sign of life. */
  heard(): void {
    this.heardMs = this.#context.clock.nowMs()
  }

  /** Others wait, and this one has said nothing that would let it in. */
  giveWay(): void {
    this.#refuse(new PalabreError('rate-limited', { retryAfter: CROWDED_RETRY_S }))
    // What does not read that holds no connection either.
    this.#cutLater()
  }

  /** The socket is gone, by whatever side. */
  onClosed(): void {
    this.#stop()
    this.#cancelCut()
    this.#leave()
  }

  // ---- from its watch ----

  /** The media worker forgets the path of whose datagrams do not come any more. */
  get isVouched(): boolean {
    return this.#session?.member.path === 'udp'
  }

  ping(): void {
    this.#socket.ping()
  }

  onDead(): void {
    this.#context.logger.info({ sourceId: this.#session?.member.sourceId }, 'guest does not answer')
    this.terminate()
  }

  // ---- from the rules ----

  deliver(event: PreparedEvent): void {
    if (this.#session === undefined || this.#closed) return
    this.#event += 1
    this.#sendText(numberedEvent(event, this.#event))
  }

  tunnel(datagram: Uint8Array): void {
    if (this.#closed || this.#outbox.bytes > this.#context.config.slowVoiceBytes) return
    this.#outbox.send(datagram)
  }

  end(code: ErrorCode): void {
    if (this.#closed) return
    this.deliver(prepareEvent({ type: 'closing', code }))
    this.#session = undefined
    this.#close(code === 'host-closing' ? CLOSE_CODES.goingAway : CLOSE_CODES.ended, code)
  }

  /** Cuts the connection without a word. The member leaves when the socket says so, not within another's event. */
  terminate(): void {
    this.#stop()
    this.#socket.terminate()
  }

  // ---- inside ----

  #onMessage(message: GuestMessage): void {
    if (message.type === 'login') this.#onLogin(message)
    else if (this.#session === undefined) this.#onMalformed(new PalabreError('message-malformed'), message.id)
    else this.#onRequest(this.#session, message)
  }

  #onLogin(login: LoginMessage): void {
    if (this.#session !== undefined) {
      this.#onMalformed(new PalabreError('message-malformed'), login.id)
      return
    }
    try {
      this.#enter(login)
    } catch (error) {
      const report = reportOf(error)
      this.#context.logger.info({ code: report.code, detail: report.detail }, 'login refused')
      this.#refuse(error, login.id)
    }
  }

  #enter(login: LoginMessage): void {
    const { room, logger, config } = this.#context
    const address = this.#address
    const { user, channelId, deviceId, warning } = this.#context.login.admit(login, this.#challenge, address)
    const session = room.enter(user, channelId, login, this, { address, deviceId })
    this.#cancelLogin()
    this.#place()
    this.#onIn()
    const welcome = {
      type: 'welcome' as const,
      re: login.id,
      hostName: this.#context.hostName(),
      you: session.member.sourceId,
      hopKey: toBase64Url(session.hopKey),
      udpPort: this.#context.udpPort(),
      channels: [...room.channels],
      epoch: room.epochOf(channelId),
      n: 0,
    }
    this.#outbox.sendParts(welcomeParts(welcome, room.members(), config.pieceLength))
    this.#session = session
    this.#context.whispers.greet(session)
    if (warning !== undefined) this.deliver(prepareEvent({ type: 'warned', code: warning }))
    this.#context.greet(session)
    logger.info({ userId: user.id, sourceId: session.member.sourceId, channelId }, 'guest in')
  }

  #onRequest(session: Session, request: SessionRequest): void {
    const kind = BUCKET_OF[request.type] ?? 'request'
    try {
      if (!this.#buckets[kind].take()) throw this.#limited(kind)
      this.#answer(request.id, answerRequest(session, request, this.#context))
    } catch (error) {
      this.#sendError(error, request.id)
    }
    if (request.type === 'leave') {
      this.#session = undefined
      this.#close(CLOSE_CODES.ended, 'left')
    }
  }

  /** Most answers are there at once, and go out in the order of the requests. */
  #answer(re: number, answer: Answer | Promise<Answer>): void {
    if (!(answer instanceof Promise)) {
      this.#send({ type: 'ok', re, ...answer })
      return
    }
    answer.then(
      (late) => {
        this.#send({ type: 'ok', re, ...late })
      },
      (error: unknown) => {
        this.#sendError(error, re)
      },
    )
  }

  /** Answers a message that is none; who sends many of them is closed. */
  #onMalformed(error: PalabreError, id: number | undefined): void {
    if (this.#buckets.malformed.take()) this.#sendError(error, id)
    else this.#refuse(error, id)
  }

  #limited(kind: keyof HostConfig['rates']): PalabreError {
    return new PalabreError('rate-limited', { retryAfter: this.#buckets[kind].waitS() })
  }

  #challengeGuest(): void {
    this.#send({
      type: 'challenge',
      version: GATEWAY_VERSION,
      nonce: toBase64Url(this.#challenge),
      hostName: this.#context.hostName(),
    })
  }

  #sendError(error: unknown, re: number | undefined): void {
    const { code, message, retryAfter, detail } = reportOf(error)
    if (code === 'internal') this.#context.logger.error({ detail }, 'request failed')
    const asked = re === undefined ? {} : { re }
    const wait = retryAfter === undefined ? {} : { retryAfter }
    this.#send({ type: 'error', ...asked, code, message, ...wait })
  }

  #refuse(error: unknown, re?: number): void {
    if (this.#closed) return
    this.#sendError(error, re)
    this.#close(CLOSE_CODES.policy, reportOf(error).code)
    this.#leave()
  }

  #leave(): void {
    const session = this.#session
    this.#session = undefined
    if (session !== undefined) this.#context.room.leave(session)
  }

  #send(message: HostMessage): void {
    if (!this.#closed) this.#sendText(JSON.stringify(message))
  }

  #sendText(text: string): void {
    // Who does not read would make the host hold everything it ever said.
    if (this.#outbox.bytes > this.#context.config.slowReaderBytes) this.#giveUp()
    else this.#outbox.send(text)
  }

  /** The reason stands behind what was not read; who has not come to it soon is cut without. */
  #giveUp(): void {
    const { counts, logger } = this.#context
    counts.count('slow-readers')
    logger.warn({ sourceId: this.#session?.member.sourceId }, 'guest reads too slowly')
    const code = 'guest-too-slow'
    this.#outbox.send(numberedEvent(prepareEvent({ type: 'closing', code }), this.#event + 1))
    this.#close(CLOSE_CODES.tryLater, code)
    this.#cutLater()
  }

  #cutLater(): void {
    const { clock, config } = this.#context
    this.#cancelCut = clock.after(config.farewellMs, () => {
      this.#socket.terminate()
    })
  }

  #close(code: number, reason: string): void {
    this.#stop()
    this.#outbox.close(code, reason)
  }

  #stop(): void {
    this.#closed = true
    this.#cancelLogin()
    this.#place()
  }
}
