import { isIPv6 } from 'node:net'
import { Backoff } from '../../base/backoff.ts'
import type { Clock } from '../../base/clock.ts'
import type { Random } from '../../base/random.ts'
import { PalabreError } from '../../contract/errors.ts'
import { parseInvite, type Invite } from '../../contract/invite.ts'
import type { Channel } from '../../contract/models.ts'
import { USUAL_AUDIO } from '../../host/services/channel-tree.ts'
import { SESSION_CONFIG } from '../../session/config.ts'
import { enter, type Entered } from '../../session/enter.ts'
import { TlsGatewayConnector } from '../../session/gateway-connector.ts'
import { ephemeralIdentity, type Identity } from '../../session/identity.ts'
import { isFinal, palabreErrorOf } from '../../session/refusals.ts'
import { LOUDEST_CONFIG } from '../../voice/router/config.ts'
import { openTransport } from '../../voice/transport/open-transport.ts'
import { LOAD_CONFIG } from './config.ts'
import { fullBufferDrops } from './full-buffers.ts'
import { codeOf, LoadGuest } from './load-guest.ts'
import type { LoadOptions } from './load-options.ts'
import { Nonces } from './people.ts'
import { SpokenFrame } from './spoken-frame.ts'
import { countCode, Tally } from './tally.ts'
import type { VoiceSums } from './voice-count.ts'

export interface LoadTools {
  readonly clock: Clock
  readonly random: Random
}

/** Who a user is, whichever connection it has. */
interface Person {
  readonly nickname: string
  readonly channel: string | undefined
  readonly identity: Identity
}

/** Many users of one host: come in, talk and change, are compared, go. */
export class LoadRun {
  readonly tally = new Tally()
  readonly guests: LoadGuest[] = []
  readonly #options: LoadOptions
  readonly #tools: LoadTools
  readonly #invite: Invite
  readonly #connector: TlsGatewayConnector
  readonly #nonces = new Nonces()
  readonly #spoken = new SpokenFrame()
  /** Names of the channels the users are spread over. */
  #channels: string[] = []
  #cancelTurns: () => void = () => {}
  #cancelTick: () => void = () => {}
  #turned = 0
  #emptied = 0
  #fullBefore: number | undefined
  #closed = false

  constructor(options: LoadOptions, tools: LoadTools) {
    this.#options = options
    this.#tools = tools
    this.#invite = parseInvite(options.invite)
    this.#connector = new TlsGatewayConnector(tools.clock)
  }

  /** Lets everybody in, one after the other. Throws where not even the first is let in. */
  async join(isOver: () => boolean): Promise<void> {
    const { users, joinRate } = this.#options
    const first = await this.#enter(undefined)
    await this.#openChannels(first)
    this.#turn()
    const startMs = this.#tools.clock.nowMs()
    const joining = new Set<Promise<void>>()
    for (let index = 1; index < users && !isOver(); index += 1) {
      await this.#rest(startMs + (index * 1000) / joinRate - this.#tools.clock.nowMs())
      if (joining.size >= LOAD_CONFIG.joinsAtOnce) await Promise.race(joining)
      const one = this.#come(index).finally(() => joining.delete(one))
      joining.add(one)
    }
    await Promise.all(joining)
    await this.#bound()
  }

  /** Talks and changes for a time. */
  async run(seconds: number, isOver: () => boolean): Promise<void> {
    const { clock } = this.#tools
    this.#fullBefore = fullBufferDrops()
    for (const talker of this.guests.slice(0, this.#options.talkers)) talker.talks = true
    const endMs = clock.nowMs() + seconds * 1000
    this.#tick(clock.nowMs())
    const cancelBegin = clock.after(LOAD_CONFIG.mixBeginsMs, () => {
      this.tally.mix.begin()
    })
    while (clock.nowMs() < endMs && !isOver()) await this.#rest(Math.min(200, endMs - clock.nowMs()))
    cancelBegin()
    this.tally.mix.end()
    this.#cancelTick()
    await this.#rest(LOAD_CONFIG.settleMs)
  }

  close(): void {
    this.#closed = true
    this.#cancelTick()
    this.#cancelTurns()
    for (const guest of this.guests) guest.close()
  }

  /** Datagrams that sockets of this machine had no room for since `run` began; null where the system does not tell. */
  fullBuffers(): number | null {
    const now = fullBufferDrops()
    return now === undefined || this.#fullBefore === undefined ? null : now - this.#fullBefore
  }

  /** What was offered and delivered so far. */
  voice(): VoiceSums {
    const { voice, mix } = this.tally
    const single = voice.sums((channelId) => (mix.has(channelId) ? 0 : this.#voicesIn(channelId)))
    const mixed = this.mixed()
    return { offered: single.offered + mixed.offered, delivered: single.delivered + mixed.delivered }
  }

  /** Of that, frames of mixes. */
  mixed(): VoiceSums {
    const silent = this.#occupancy(({ talks }) => !talks)
    return this.tally.mix.sums((channelId) => silent.get(channelId) ?? 0)
  }

  /** Voices of a channel that are passed on at once; channels made for the time are as the host makes them. */
  #voicesIn(channelId: number): number {
    const { delivery, topN } = this.#known.find(({ id }) => id === channelId)?.audio ?? USUAL_AUDIO
    if (topN === 0) return delivery === 'auto' ? LOUDEST_CONFIG.usual : Infinity
    return topN
  }

  /** Users who see any of the others in another channel, or with another mute flag, than that one is. */
  disagreeing(): number {
    const here = this.guests.filter(({ isThere }) => isThere)
    return here.filter(({ people }) =>
      here.some((other) => {
        const { sourceId, channelId, muted } = other
        return people.channelOf(sourceId) !== channelId || people.isMuted(sourceId) !== muted
      }),
    ).length
  }

  async #come(index: number): Promise<void> {
    try {
      const guest = await this.#enter(this.#channels[index % this.#channels.length])
      this.guests.push(guest)
    } catch (error) {
      countCode(this.tally.failed, codeOf(error))
    }
  }

  async #enter(channel: string | undefined): Promise<LoadGuest> {
    const nickname = `Load ${String(this.tally.joined + 1)}`
    const identity = ephemeralIdentity(this.#tools.random)
    const guest = await this.#signIn({ nickname, channel, identity })
    this.tally.joined += 1
    return guest
  }

  async #signIn(person: Person): Promise<LoadGuest> {
    const { clock } = this.#tools
    const startMs = clock.nowMs()
    const { nickname, channel, identity } = person
    const wish = { invite: this.#invite, nickname, channel, muted: false, deafened: false }
    const entered = await enter(wish, {
      ...{ connector: this.#connector, identity, signal: AbortSignal.timeout(SESSION_CONFIG.firstConnectMs) },
      onDialling: () => {},
      onLogin: () => {},
    })
    this.tally.logins.add(clock.nowMs() - startMs)
    return this.#guestOf(entered, person)
  }

  async #guestOf(entered: Entered, person: Person): Promise<LoadGuest> {
    const { clock } = this.#tools
    const { receiveBuffer, batch } = LOAD_CONFIG
    try {
      const transport = await openTransport({
        kind: 'auto',
        bind: isIPv6(entered.connection.address) ? '::' : '0.0.0.0',
        port: 0,
        config: { batch, addressLimit: 4, receiveBuffer, sendBuffer: 0, stamped: true },
      })
      const guest: LoadGuest = new LoadGuest({
        ...{ entered, transport, clock, tally: this.tally, nonces: this.#nonces },
        ...{ openEvery: this.#options.openEvery, spoken: this.#spoken },
        onLost: (error) => {
          this.#onLost(guest, person, error)
        },
      })
      return guest
    } catch (error) {
      entered.connection.close()
      throw error
    }
  }

  #onLost(guest: LoadGuest, person: Person, error: PalabreError | undefined): void {
    const lost = error ?? new PalabreError('host-unreachable')
    if (!this.#options.comeBack || isFinal(lost)) countCode(this.tally.ended, lost.code)
    else void this.#comeBack(guest, person)
  }

  /** Tries until the host lets the user in again, in the rhythm of the app, or says that it never will. */
  async #comeBack(guest: LoadGuest, person: Person): Promise<void> {
    const { clock, random } = this.#tools
    const lostMs = clock.nowMs()
    const backoff = new Backoff(SESSION_CONFIG.backoff, random)
    let wanted = person
    let waitMs = backoff.next()
    while (!this.#closed) {
      await this.#rest(waitMs)
      try {
        const again = await this.#signIn(wanted)
        this.tally.returns.push(clock.nowMs() - lostMs)
        this.#replace(guest, again)
        return
      } catch (error) {
        const failure = palabreErrorOf(error)
        if (isFinal(failure)) {
          countCode(this.tally.ended, failure.code)
          return
        }
        // Channels made for the time go with the last one in them.
        if (failure.code === 'channel-unknown') wanted = { ...person, channel: undefined }
        waitMs = Math.max(backoff.next(), (failure.retryAfter ?? 0) * 1000)
      }
    }
  }

  #replace(gone: LoadGuest, again: LoadGuest): void {
    this.guests[this.guests.indexOf(gone)] = again
    again.talks = gone.talks
    if (this.#closed) again.close()
  }

  /** The first user makes the channels that the host has not; they go with the last user in them. */
  async #openChannels(first: LoadGuest): Promise<void> {
    this.guests.push(first)
    const { channels } = this.#options
    const names = this.#known.map(({ name }) => name).slice(0, channels)
    for (let number = names.length + 1; number <= channels; number += 1) {
      const name = `Load ${String(number)}`
      await this.#patiently(() =>
        first.request({ type: 'createChannel', channel: { name, temporary: true } }),
      )
      names.push(name)
    }
    this.#channels = names
  }

  /** Asks again where the host says that it was too often. */
  async #patiently(ask: () => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await ask()
        return
      } catch (error) {
        if (!(error instanceof PalabreError) || error.code !== 'rate-limited') throw error
        await this.#rest(1000 * (error.retryAfter ?? 1))
      }
    }
  }

  get #known(): readonly Channel[] {
    return this.guests[0]?.channels ?? []
  }

  /** Waits until everybody has a way for voice, or the time for it is over. */
  async #bound(): Promise<void> {
    const endMs = this.#tools.clock.nowMs() + LOAD_CONFIG.bindMs
    const isSearching = () => this.guests.some(({ isThere, path }) => isThere && path === 'none')
    while (isSearching() && this.#tools.clock.nowMs() < endMs) await this.#rest(LOAD_CONFIG.turnMs)
  }

  /** A part of the users at a time, so that they do not all ask in the same moment. */
  #turn(): void {
    const { clock } = this.#tools
    this.#cancelTurns = clock.after(LOAD_CONFIG.tickMs, () => {
      const share = Math.ceil((this.guests.length * LOAD_CONFIG.tickMs) / LOAD_CONFIG.turnMs)
      const nowMs = clock.nowMs()
      for (let count = 0; count < share; count += 1) {
        this.#turned = (this.#turned + 1) % this.guests.length
        this.guests[this.#turned]?.turn(nowMs)
      }
      this.#turn()
    })
  }

  /** Sends the frames and changes that are due since `fromMs`; each user has a phase of its own. */
  #tick(fromMs: number): void {
    const { clock } = this.#tools
    const dueMs = clock.nowMs() + LOAD_CONFIG.tickMs
    this.#cancelTick = clock.after(LOAD_CONFIG.tickMs, () => {
      const nowMs = clock.nowMs()
      this.tally.ownDelays.add(nowMs - dueMs)
      this.#talk(fromMs, nowMs)
      this.#empty()
      this.#change(fromMs, nowMs)
      this.#tick(nowMs)
    })
  }

  #talk(fromMs: number, nowMs: number): void {
    const { frameMs } = LOAD_CONFIG
    const { talkers } = this.#options
    if (talkers === 0) return
    const listeners = this.#occupancy()
    for (const [index, talker] of this.guests.slice(0, talkers).entries()) {
      const { channelId, path, sourceId } = talker
      const phase = (index * frameMs) / talkers
      for (let due = dueIn(fromMs, nowMs, frameMs, phase); due > 0 && path !== 'none'; due -= 1) {
        this.tally.voice.offer(sourceId, channelId, (listeners.get(channelId) ?? 1) - 1)
        talker.talk(nowMs)
      }
    }
  }

  /** Empties the sockets of a part of the users. */
  #empty(): void {
    const { tickMs, pollMs } = LOAD_CONFIG
    if (this.#options.talkers === 0) return
    const share = Math.ceil((this.guests.length * tickMs) / pollMs)
    for (let count = 0; count < share; count += 1) {
      this.#emptied = (this.#emptied + 1) % this.guests.length
      const guest = this.guests[this.#emptied]
      if (guest?.isThere === true) guest.receive()
    }
  }

  #change(fromMs: number, nowMs: number): void {
    const { talkers, requestRate } = this.#options
    if (requestRate === 0) return
    const everyMs = 1000 / requestRate
    for (const [index, guest] of this.guests.entries()) {
      const phase = (index * everyMs) / this.guests.length
      if (index < talkers || !guest.isThere) continue
      if (dueIn(fromMs, nowMs, everyMs, phase) > 0) void guest.toggle()
    }
  }

  /** Users with a way for voice by channel, all or some of them. */
  #occupancy(counts: (guest: LoadGuest) => boolean = () => true): Map<number, number> {
    const occupancy = new Map<number, number>()
    for (const guest of this.guests) {
      const { channelId, path } = guest
      if (path !== 'none' && counts(guest)) occupancy.set(channelId, (occupancy.get(channelId) ?? 0) + 1)
    }
    return occupancy
  }

  #rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#tools.clock.after(Math.max(0, milliseconds), resolve)
    })
  }
}

/** How many of the moments `phase + k * everyMs` lie after `fromMs` up to `nowMs`. */
export function dueIn(fromMs: number, nowMs: number, everyMs: number, phase: number): number {
  return Math.floor((nowMs - phase) / everyMs) - Math.floor((fromMs - phase) / everyMs)
}
