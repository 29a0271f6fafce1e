import { isIPv6 } from 'node:net'
import type { Clock } from '../../base/clock.ts'
import type { Random } from '../../base/random.ts'
import { PalabreError } from '../../contract/errors.ts'
import type { Channel } from '../../contract/models.ts'
import { parseInvite, type Invite } from '../../contract/invite.ts'
import { enter, type Entered } from '../../session/enter.ts'
import { TlsGatewayConnector } from '../../session/gateway-connector.ts'
import { ephemeralIdentity } from '../../session/identity.ts'
import { openTransport } from '../../voice/transport/open-transport.ts'
import { LOAD_CONFIG } from './config.ts'
import { codeOf, LoadGuest } from './load-guest.ts'
import type { LoadOptions } from './load-options.ts'
import { Nonces } from './people.ts'
import { countCode, Tally } from './tally.ts'

export interface LoadTools {
  readonly clock: Clock
  readonly random: Random
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
  /** Names of the channels the users are spread over. */
  #channels: string[] = []
  #cancelTurns: () => void = () => {}
  #cancelTick: () => void = () => {}
  #turned = 0

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
    const endMs = clock.nowMs() + seconds * 1000
    this.#tick(clock.nowMs())
    while (clock.nowMs() < endMs && !isOver()) await this.#rest(Math.min(200, endMs - clock.nowMs()))
    this.#cancelTick()
    await this.#rest(LOAD_CONFIG.settleMs)
  }

  close(): void {
    this.#cancelTick()
    this.#cancelTurns()
    for (const guest of this.guests) guest.close()
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
    const { clock, random } = this.#tools
    const startMs = clock.nowMs()
    const nickname = `Load ${String(this.tally.joined + 1)}`
    const wish = { invite: this.#invite, nickname, channel, muted: false, deafened: false }
    const entered = await enter(wish, {
      connector: this.#connector,
      identity: ephemeralIdentity(random),
      signal: new AbortController().signal,
      onDialling: () => {},
      onLogin: () => {},
    })
    this.tally.logins.add(clock.nowMs() - startMs)
    this.tally.joined += 1
    return this.#guestOf(entered)
  }

  async #guestOf(entered: Entered): Promise<LoadGuest> {
    const { clock } = this.#tools
    const { receiveBuffer } = LOAD_CONFIG
    try {
      const transport = await openTransport({
        kind: 'dgram',
        bind: isIPv6(entered.connection.address) ? '::' : '0.0.0.0',
        port: 0,
        config: { batch: 16, addressLimit: 4, receiveBuffer, sendBuffer: 0 },
      })
      return new LoadGuest({ entered, transport, clock, tally: this.tally, nonces: this.#nonces })
    } catch (error) {
      entered.connection.close()
      throw error
    }
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
      const phase = (index * frameMs) / talkers
      for (let due = dueIn(fromMs, nowMs, frameMs, phase); due > 0 && talker.path !== 'none'; due -= 1) {
        this.tally.offered += (listeners.get(talker.channelId) ?? 1) - 1
        talker.talk(nowMs)
      }
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

  /** Users with a way for voice by channel. */
  #occupancy(): Map<number, number> {
    const counts = new Map<number, number>()
    for (const { channelId, path } of this.guests) {
      if (path !== 'none') counts.set(channelId, (counts.get(channelId) ?? 0) + 1)
    }
    return counts
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
