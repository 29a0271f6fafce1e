import type { Clock } from '../../base/clock.ts'
import { KEY_BYTES } from '../../base/crypto.ts'
import type { Random } from '../../base/random.ts'
import { PalabreError } from '../../contract/errors.ts'
import type { MediaCommand } from '../../contract/media.ts'
import { VOICE_CONFIG } from '../../voice/config.ts'
import type { DatagramTransport } from '../../voice/interfaces.ts'
import { openTransport } from '../../voice/transport/open-transport.ts'
import { BenchGuest, type BenchChannel } from './bench-guest.ts'
import { FORWARD_CONFIG, type ForwardScenario } from './config.ts'

/** Talkers and listeners with real keys and sockets, all driven by the calling thread. */
export class ForwardLoad {
  readonly #scenario: ForwardScenario
  readonly #channel: BenchChannel
  readonly #talkers: readonly BenchGuest[]
  readonly #listeners: readonly BenchGuest[]
  readonly #payload: Uint8Array
  readonly #clock: Clock
  #drainedMs = 0

  private constructor(
    scenario: ForwardScenario,
    channel: BenchChannel,
    guests: readonly BenchGuest[],
    tools: { readonly clock: Clock; readonly random: Random },
  ) {
    this.#scenario = scenario
    this.#channel = channel
    this.#talkers = guests.slice(0, scenario.talkers)
    this.#listeners = guests.slice(scenario.talkers)
    this.#payload = tools.random.bytes(FORWARD_CONFIG.payloadBytes)
    this.#clock = tools.clock
  }

  static async open(
    scenario: ForwardScenario,
    tools: { readonly clock: Clock; readonly random: Random },
  ): Promise<ForwardLoad> {
    const channel = { id: 1, epoch: 0, secret: tools.random.bytes(KEY_BYTES) }
    const guests: BenchGuest[] = []
    for (let index = 0; index < scenario.talkers + scenario.listeners; index += 1) {
      // Talkers hear nothing, so that each packet has exactly as many listeners as the bare loop's.
      const deafened = index < scenario.talkers
      const transport = await openGuestTransport()
      guests.push(new BenchGuest(index + 1, channel, transport, { deafened, random: tools.random }))
    }
    return new ForwardLoad(scenario, channel, guests, tools)
  }

  get listenerPorts(): number[] {
    return this.#listeners.map((guest) => guest.transport.localPort)
  }

  /** What makes a media worker know these guests. */
  commands(): MediaCommand[] {
    const { id, epoch, secret } = this.#channel
    const members = this.#guests.map(({ member }): MediaCommand => ({ type: 'memberAdded', member }))
    return [...members, { type: 'epoch', channelId: id, epoch, secret }]
  }

  /** Proves every guest's address to the host at a loopback port; asks again where no answer comes, as guests do. */
  bind(port: number): void {
    const endMs = this.#clock.nowMs() + FORWARD_CONFIG.bindTimeoutMs
    let askMs = 0
    for (let unbound = this.#guests; unbound.length > 0; unbound = unbound.filter((guest) => !guest.bound)) {
      const nowMs = this.#clock.nowMs()
      if (nowMs > endMs) {
        throw new PalabreError('internal', { detail: 'the media worker did not take all addresses' })
      }
      if (nowMs >= askMs) {
        for (const guest of unbound) guest.bind(port)
        askMs = nowMs + VOICE_CONFIG.bindIntervalMs
      }
      this.#rest(1)
      for (const guest of unbound) guest.poll()
    }
  }

  /** Keeps all paths for another window. */
  ping(): void {
    for (const guest of this.#guests) guest.ping()
  }

  /** Talks to a port for a time, each talker at its pace and evenly shifted; answers datagrams heard meanwhile. */
  run(port: number, milliseconds: number, packetsPerSecond = this.#scenario.packetsPerSecond): number {
    const before = this.#heard()
    const startMs = this.#clock.nowMs()
    const { talkers } = this.#scenario
    const intervalMs = 1000 / packetsPerSecond / talkers
    const targets = this.#talkers.map((talker) => talker.transport.address('127.0.0.1', port))
    for (let turn = 0; turn * intervalMs < milliseconds; turn += 1) {
      this.#restUntil(startMs + turn * intervalMs)
      const index = turn % talkers
      this.#talkers[index]?.talk(targets[index] ?? 0, this.#payload)
    }
    this.#settle()
    return this.#heard() - before
  }

  /** Lets a forwarder compile what it will need. */
  warmUp(port: number, milliseconds: number): void {
    const { talkers, listeners } = this.#scenario
    const rate = Math.min(FORWARD_CONFIG.mostRate, FORWARD_CONFIG.firstWarmUpRate / talkers / listeners)
    this.run(port, milliseconds, rate)
  }

  close(): void {
    for (const guest of this.#guests) guest.transport.close()
  }

  get #guests(): readonly BenchGuest[] {
    return [...this.#talkers, ...this.#listeners]
  }

  #heard(): number {
    return this.#listeners.reduce((sum, guest) => sum + guest.heard, 0)
  }

  /** Waits until what is under way has arrived. */
  #settle(): void {
    const endMs = this.#clock.nowMs() + FORWARD_CONFIG.mostSettleMs
    let heard = -1
    while (this.#heard() !== heard && this.#clock.nowMs() < endMs) {
      heard = this.#heard()
      this.#restUntil(this.#clock.nowMs() + FORWARD_CONFIG.settleMs)
      this.#drain()
    }
  }

  /** Sleeps, and empties the listeners when it is time. */
  #restUntil(timeMs: number): void {
    for (let nowMs = this.#clock.nowMs(); nowMs < timeMs; nowMs = this.#clock.nowMs()) {
      const drainMs = this.#drainedMs + FORWARD_CONFIG.drainMs
      if (nowMs >= drainMs) this.#drain()
      else this.#rest(Math.min(timeMs, drainMs) - nowMs)
    }
  }

  #drain(): void {
    this.#drainedMs = this.#clock.nowMs()
    for (const guest of this.#listeners) guest.poll()
  }

  /** A talker hears nothing, so its wait lasts as long as it is told. */
  #rest(milliseconds: number): void {
    this.#talkers[0]?.transport.wait?.(milliseconds)
  }
}

function openGuestTransport(): Promise<DatagramTransport> {
  const config = { batch: 16, addressLimit: 8, receiveBuffer: FORWARD_CONFIG.listenerBuffer, sendBuffer: 0 }
  return openTransport({ kind: 'native', bind: '127.0.0.1', port: 0, config })
}
