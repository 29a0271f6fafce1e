import { Backoff } from '../base/backoff.ts'
import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import type { Logger } from '../base/logger.ts'
import type { Random } from '../base/random.ts'
import type { EngineEvent } from '../contract/engine.ts'
import { isErrorCode, PalabreError } from '../contract/errors.ts'
import type { GuestRequest, HostEvent, RoomAnswer, RoomRequest } from '../contract/gateway.ts'
import { parseInvite } from '../contract/invite.ts'
import type { JobItem } from '../contract/jobs.ts'
import type { Delivery, WhisperTargets } from '../contract/models.ts'
import type {
  ConnectOptions,
  InviteWish,
  MessageEvent,
  RoomView,
  SessionState,
} from '../contract/services.ts'
import type { SessionStats } from '../contract/stats.ts'
import { SESSION_CONFIG, type SessionConfig } from './config.ts'
import { DelayTeller } from './delay-teller.ts'
import { EngineLink } from './engine-link.ts'
import { enter, hostOf, type Entered, type Wish } from './enter.ts'
import { placeOf, tokenOf, type AdminDoor } from './admin/door.ts'
import type { AdminPlace } from './admin/pinned-http.ts'
import type { Identity } from './identity.ts'
import type { Answer, EnginePort, GatewayConnection, GatewayConnector } from './interfaces.ts'
import { isFinal, outOfTime, palabreErrorOf, type Step } from './refusals.ts'
import { applyEvent, channelIn, selfIn, viewOf, type Room } from './room.ts'
import { isActive, mayFollow } from './session-state.ts'

export interface SessionOptions {
  readonly engine: EnginePort
  readonly connector: GatewayConnector
  readonly identity: Identity
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly config?: SessionConfig
}

/** Own switches, kept over reconnects. */
export interface Flags {
  readonly muted: boolean
  readonly deafened: boolean
}

/**
 * One stay of this guest with a host at a time: connects, signs in, keeps the engine informed, and comes
 * back after a loss, in the same channel with the same switches, until a person or a final refusal ends it.
 */
export class Session {
  readonly #options: SessionOptions
  readonly #config: SessionConfig
  readonly #link: EngineLink
  readonly #delay: DelayTeller
  readonly #backoff: Backoff
  readonly #states = new Emitter<SessionState>()
  readonly #messages = new Emitter<MessageEvent>()
  readonly #jobs = new Emitter<JobItem>()
  readonly #forgetEngine: () => void
  #state: SessionState = { state: 'idle' }
  #flags: Flags = { muted: false, deafened: false }
  #downlink: Delivery = 'auto'
  /** Own lists of listeners, and the one whose key is held. */
  readonly #lists = new Map<number, WhisperTargets>()
  #whispering: number | null = null
  #wish: Omit<Wish, keyof Flags> | undefined
  #room: Room | undefined
  #path: RoomView['path'] = 'none'
  #pathCause: string | undefined
  #connection: GatewayConnection | undefined
  /** Where the host of the connection is. */
  #place: AdminPlace | undefined
  #attempt = new AbortController()
  /** How far the attempt under way has come; names the cause where its time runs out. */
  #step: Step = 'reaching'
  #cancelTimer: () => void = () => {}
  /** Whoever waits for the first `ready`. */
  #first: PromiseWithResolvers<undefined> | undefined

  constructor(options: SessionOptions) {
    this.#options = options
    this.#config = options.config ?? SESSION_CONFIG
    this.#link = new EngineLink(options.engine)
    this.#delay = new DelayTeller(this.#config)
    this.#backoff = new Backoff(this.#config.backoff, options.random)
    this.#forgetEngine = options.engine.onEvent((event) => {
      this.#onEngine(event)
    })
  }

  get state(): SessionState {
    return this.#state
  }

  get flags(): Flags {
    return this.#flags
  }

  /** Adds a listener for what people write and change; the answer removes it. */
  onMessage(listener: (event: MessageEvent) => void): () => void {
    return this.#messages.on(listener)
  }

  /** Adds a listener for the long work of the host; the answer removes it. */
  onJob(listener: (job: JobItem) => void): () => void {
    return this.#jobs.on(listener)
  }

  /** Adds a listener for every change of state or room; the answer removes it. */
  onState(listener: (state: SessionState) => void): () => void {
    return this.#states.on(listener)
  }

  /**
   * Joins a host, leaving another one first. Resolves when voice can flow; rejects with the PalabreError
   * that kept it from that, within `firstConnectMs`.
   */
  async connect({ invite, nickname, channel, linkCode }: ConnectOptions): Promise<void> {
    const parsed = parseInvite(invite)
    if (isActive(this.#state.state)) await this.leave()
    const wanted = channel ?? parsed.channel
    const code = linkCode === undefined ? {} : { linkCode }
    this.#wish = { invite: parsed, nickname, channel: wanted === '' ? undefined : wanted, ...code }
    this.#first = Promise.withResolvers<undefined>()
    this.#backoff.reset()
    const { promise } = this.#first
    this.#show({ state: 'resolving', host: hostOf(this.#wish) })
    this.#try(this.#config.firstConnectMs)
    await promise
  }

  /** Says good-bye and ends; resolves when the host knows or half a second has passed. */
  async leave(): Promise<void> {
    const connection = this.#connection
    this.#connection = undefined
    if (isActive(this.#state.state)) this.#finish(undefined)
    if (connection === undefined) return
    await this.#sayGoodBye(connection)
    connection.close()
  }

  /** Rejects with `password-required` or `password-wrong` where the channel is locked. */
  async join(channelId: number, password?: string): Promise<void> {
    await this.#request({ type: 'join', channelId, ...(password === undefined ? {} : { password }) })
  }

  /** Switches own voice and hearing at once; the host is told where there is one, now or at the next login. */
  async setFlags({ muted, deafened }: Flags): Promise<void> {
    this.#flags = { muted, deafened }
    this.#link.flags(this.#flags)
    if (this.#connection !== undefined) await this.#request({ type: 'flags', muted, deafened })
  }

  /** How voice comes down; the host is told now and at each later login. */
  async setDownlink(downlink: Delivery): Promise<void> {
    this.#downlink = downlink
    if (this.#connection !== undefined) await this.#request({ type: 'downlink', downlink })
  }

  /** Whom one of the own lists reaches; the host is told now and at each later login. */
  async setWhisperList(list: number, targets: WhisperTargets): Promise<void> {
    if (targets.users.length + targets.channels.length > 0) this.#lists.set(list, targets)
    else this.#lists.delete(list)
    if (this.#connection !== undefined) await this.#request({ type: 'setWhisper', list, targets })
  }

  /** The key of an own list is down, or (null) up. */
  setWhispering(list: number | null): void {
    this.#whispering = list
    this.#link.whispering(list)
  }

  async rename(nickname: string): Promise<void> {
    await this.#request({ type: 'rename', nickname })
    if (this.#wish !== undefined) this.#wish = { ...this.#wish, nickname }
  }

  /** A fresh invite link. */
  async createInvite(options: InviteWish): Promise<string> {
    const { invite } = await this.#ok({ type: 'createInvite', ...options })
    if (invite === undefined) throw new PalabreError('message-malformed', { detail: 'no invite' })
    return invite
  }

  /** Asks the host for something beyond the own stay; rejects with its refusal. */
  ask(request: RoomRequest): Promise<RoomAnswer> {
    return this.#ok(request)
  }

  /** The way to the API of the host, as long as this stay lasts. */
  readonly adminDoor: AdminDoor = {
    place: () => (this.#connection === undefined ? undefined : this.#place),
    token: async () => tokenOf(await this.#ok({ type: 'adminPass' })),
  }

  /**
   * Comes back under fresh keys because the engine lost its count of sequence numbers, or has used them up:
   * they must never repeat under a key.
   */
  renew(error: PalabreError): void {
    if (this.#room !== undefined && isActive(this.#state.state)) this.#failed(error)
  }

  /** Ends for good because of an error outside the session. */
  fail(error: PalabreError): void {
    if (isActive(this.#state.state)) this.#finish(error)
  }

  /** Leaves, and lets go of the engine. */
  async close(): Promise<void> {
    await this.leave()
    this.#forgetEngine()
  }

  // ---- an attempt ----

  #try(limitMs: number): void {
    const attempt = new AbortController()
    this.#attempt = attempt
    this.#step = 'reaching'
    this.#cancelTimer()
    this.#cancelTimer = this.#options.clock.after(limitMs, () => {
      this.#failed(outOfTime(this.#step, limitMs))
    })
    this.#enter(attempt.signal).catch((error: unknown) => {
      if (!attempt.signal.aborted) this.#failed(palabreErrorOf(error))
    })
  }

  async #enter(signal: AbortSignal): Promise<void> {
    const wish = { ...this.#need(), ...this.#flags }
    const host = hostOf(wish)
    const entered = await enter(wish, {
      connector: this.#options.connector,
      identity: this.#options.identity,
      signal,
      onDialling: () => {
        this.#advance('reaching', { state: 'connecting', host }, signal)
      },
      onLogin: () => {
        this.#advance('signing in', { state: 'authenticating', host }, signal)
      },
    })
    if (signal.aborted) entered.connection.close()
    else this.#entered(entered, wish)
  }

  /** A step of an attempt; shown only before the first welcome, later the room stays in view. */
  #advance(step: 'reaching' | 'signing in', state: SessionState, signal: AbortSignal): void {
    if (signal.aborted) return
    this.#step = step
    if (this.#room === undefined) this.#show(state)
  }

  #entered(entered: Entered, told: Wish): void {
    const { connection } = entered
    this.#step = 'binding'
    this.#connection = connection
    this.#place = placeOf(connection, told.invite)
    this.#delay.reset()
    this.#setPath('none', undefined)
    this.#room = this.#link.begin(entered)
    if (this.#wish?.linkCode !== undefined) this.#beLinked(this.#room)
    this.#link.flags(this.#flags)
    this.#link.whispering(this.#whispering)
    this.#showRoom(this.#room)
    this.#hear(connection)
    const changed = told.muted !== this.#flags.muted || told.deafened !== this.#flags.deafened
    if (changed) this.setFlags(this.#flags).catch(this.#logRefusal)
    if (this.#downlink !== 'auto') this.setDownlink(this.#downlink).catch(this.#logRefusal)
    for (const [list, targets] of this.#lists) this.setWhisperList(list, targets).catch(this.#logRefusal)
  }

  /** The code has done its work; from now on this machine bears its user's name. */
  #beLinked(room: Room): void {
    const { invite, nickname, channel } = this.#need()
    this.#wish = { invite, channel, nickname: selfIn(room)?.nickname ?? nickname }
  }

  #hear(connection: GatewayConnection): void {
    const current = () => this.#connection === connection
    connection.listen({
      onEvent: (event) => {
        if (current()) this.#onEvent(event)
      },
      onDatagram: (datagram) => {
        if (current()) this.#link.datagram(datagram)
      },
      onClosed: (error) => {
        if (current()) this.#failed(error ?? new PalabreError('host-unreachable', { detail: 'closed' }))
      },
    })
  }

  // ---- what host and engine tell ----

  #onEvent(event: HostEvent): void {
    if (this.#room === undefined) return
    if (event.type === 'closing') {
      this.#failed(new PalabreError(isErrorCode(event.code) ? event.code : 'host-closing'))
      return
    }
    if (event.type === 'epochChanged') this.#link.epoch(event.epoch)
    if (event.type === 'whisperKeyed') this.#link.whisperKey(this.#room, event)
    if (event.type === 'whisperEnded') this.#link.whisperEnded(event.from, event.list)
    if (event.type === 'messageSent' || event.type === 'messageChanged') {
      this.#messages.emit({ message: event.message, isNew: event.type === 'messageSent' })
    }
    if (event.type === 'jobChanged') this.#jobs.emit(event.job)
    const room = applyEvent(this.#room, event)
    if (room === this.#room) return
    // Another machine of this user may have changed the name of both.
    const nickname = selfIn(room)?.nickname
    if (nickname !== undefined && nickname !== selfIn(this.#room)?.nickname)
      this.#wish = { ...this.#need(), nickname }
    this.#room = room
    this.#link.follow(room)
    // Numbers for the statistics: nothing that is seen in a room.
    if (event.type !== 'delaysChanged') this.#showRoom(room)
  }

  #onEngine(event: EngineEvent): void {
    if (event.type === 'tunnelOut') this.#connection?.sendDatagram(event.datagram)
    else if (event.type === 'numbersEnding') this.renew(new PalabreError('session-outlived'))
    else if (event.type === 'path' && this.#connection !== undefined) this.#onPath(event.path, event.cause)
    else if (event.type === 'stats') this.#tellDelay(event.stats)
  }

  #tellDelay(stats: SessionStats): void {
    if (this.#connection === undefined) return
    const delay = this.#delay.observe(stats, this.#options.clock.nowMs())
    if (delay !== undefined) this.#request({ type: 'delay', delay }).catch(this.#logRefusal)
  }

  #onPath(path: RoomView['path'], cause: string | undefined): void {
    if (this.#room === undefined) return
    this.#setPath(path, cause)
    this.#connection?.vouch(path === 'udp')
    if (path !== 'none' && this.#step === 'binding') this.#onReady()
    this.#showRoom(this.#room)
  }

  #onReady(): void {
    this.#cancelTimer()
    this.#backoff.reset()
    this.#first?.resolve(undefined)
    this.#first = undefined
  }

  #setPath(path: RoomView['path'], cause: string | undefined): void {
    this.#path = path
    this.#pathCause = cause
  }

  // ---- endings ----

  #failed(error: PalabreError): void {
    this.#options.logger.info({ code: error.code, detail: error.detail }, 'connection to the host ended')
    this.#drop()
    const room = this.#room
    if (room === undefined || this.#first !== undefined || isFinal(error)) this.#finish(error)
    else this.#resume(room, error)
  }

  #resume(room: Room, error: PalabreError): void {
    const wish = this.#need()
    // A channel that has gone must not keep its guest out: then the host decides.
    const channel = error.code === 'channel-unknown' ? undefined : (channelIn(room)?.name ?? wish.channel)
    this.#wish = { ...wish, channel }
    const retryInMs = Math.max(this.#backoff.next(), (error.retryAfter ?? 0) * 1000)
    this.#setPath('none', undefined)
    const attempt = this.#backoff.attempt
    this.#show({ state: 'resuming', room: this.#view(room), attempt, retryInMs, error: error.report() })
    this.#cancelTimer = this.#options.clock.after(retryInMs, () => {
      this.#try(this.#config.resumeMs)
    })
  }

  #finish(error: PalabreError | undefined): void {
    const first = this.#first
    this.#first = undefined
    this.#drop()
    this.#room = undefined
    this.#show(error === undefined ? { state: 'closed' } : { state: 'closed', error: error.report() })
    first?.reject(error ?? new PalabreError('host-unreachable', { detail: 'left before it was reached' }))
  }

  /** Cuts what there is of an attempt or a connection. */
  #drop(): void {
    const connection = this.#connection
    this.#connection = undefined
    this.#cancelTimer()
    this.#attempt.abort()
    connection?.close()
    this.#link.end()
  }

  async #sayGoodBye(connection: GatewayConnection): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const cancel = this.#options.clock.after(this.#config.leaveMs, () => {
      resolve(undefined)
    })
    const answered = connection.request({ type: 'leave' }).catch(() => undefined)
    await Promise.race([promise, answered])
    cancel()
  }

  async #request(request: GuestRequest): Promise<Answer> {
    if (this.#connection === undefined) {
      throw new PalabreError('host-unreachable', { detail: 'not connected' })
    }
    return this.#connection.request(request)
  }

  async #ok(request: GuestRequest): Promise<RoomAnswer> {
    const answer = await this.#request(request)
    if (answer.type !== 'ok') throw new PalabreError('message-malformed', { detail: answer.type })
    return answer
  }

  readonly #logRefusal = (error: unknown): void => {
    this.#options.logger.warn(
      { error: palabreErrorOf(error).report() },
      'the host refused a change of flags, downlink, delay or a list',
    )
  }

  #need(): Omit<Wish, keyof Flags> {
    if (this.#wish === undefined) throw new Error('no host was asked for')
    return this.#wish
  }

  #view(room: Room): RoomView {
    return viewOf(room, this.#path, this.#pathCause)
  }

  #showRoom(room: Room): void {
    const ready = this.#path !== 'none' || this.#state.state === 'ready'
    this.#show({ state: ready ? 'ready' : 'binding', room: this.#view(room) })
  }

  #show(state: SessionState): void {
    const from = this.#state.state
    if (!mayFollow(from, state.state)) throw new Error(`a session cannot go from ${from} to ${state.state}`)
    this.#state = state
    this.#states.emit(state)
  }
}
