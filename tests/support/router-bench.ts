import type { Random } from '../../electron/base/random.ts'
import {
  DROP_REASONS,
  counterIndex,
  dropIndex,
  MEDIA_COUNTER_LENGTH,
  type DropReason,
  type MediaCounter,
  type MediaEvent,
} from '../../electron/contract/media.ts'
import type { ChannelMix } from '../../electron/voice/interfaces.ts'
import type { RouterConfig } from '../../electron/voice/router/config.ts'
import { Router } from '../../electron/voice/router/router.ts'
import { MemoryTransport, type SentDatagram } from './memory-transport.ts'
import { epochSecret, PacketGuest, testBytes } from './packet-guest.ts'

/** The sum of all drops and each that occurred, of a counter array. */
export function dropsIn(counters: Float64Array): Partial<Record<DropReason, number>> {
  const drops: Partial<Record<DropReason, number>> = {}
  for (const reason of DROP_REASONS) {
    const count = counters[dropIndex(reason)] ?? 0
    if (count > 0) drops[reason] = count
  }
  return drops
}

/** A router on a transport in memory, with a clock in the test's hand and guests to talk to it. */
export class RouterBench {
  nowMs = 10_000
  readonly transport = new MemoryTransport()
  readonly counters = new Float64Array(MEDIA_COUNTER_LENGTH)
  readonly events: MediaEvent[] = []
  readonly router: Router
  #proofs = 0

  constructor(
    config: Partial<RouterConfig> = {},
    makeMix?: () => ChannelMix,
    recordings?: SharedArrayBuffer,
  ) {
    const random: Random = {
      bytes: (length) => {
        this.#proofs += 1
        return testBytes(`proof ${String(this.#proofs)}`, length)
      },
      fraction: () => 0,
    }
    this.router = new Router({
      transport: this.transport,
      counters: this.counters,
      random,
      post: (event) => this.events.push(event),
      ...{ config, recordings },
      ...(makeMix === undefined ? {} : { makeMix }),
    })
  }

  /** A channel with epoch 1. */
  channel(channelId: number): void {
    this.router.renewEpoch(channelId, 1, epochSecret(channelId, 1), this.nowMs)
  }

  /** A member that has not bound. */
  guest(
    sourceId: number,
    channelId: number,
    flags: { muted?: boolean; deafened?: boolean } = {},
  ): PacketGuest {
    const guest = new PacketGuest(sourceId, channelId, flags)
    this.router.addMember(guest.member, this.nowMs)
    return guest
  }

  /** A member that has proved its address, `guestID:1`. */
  bound(
    sourceId: number,
    channelId: number,
    flags: { muted?: boolean; deafened?: boolean } = {},
  ): PacketGuest {
    const guest = this.guest(sourceId, channelId, flags)
    this.bind(guest, addressOf(sourceId))
    return guest
  }

  bind(guest: PacketGuest, address: string): void {
    const [question] = this.give(address, guest.bind())
    if (question === undefined) throw new Error('a bind was not answered')
    this.give(address, guest.bind(guest.proofIn(question.bytes)))
  }

  /** Lets datagrams arrive and answers what is sent for them. */
  give(from: string, ...datagrams: Uint8Array[]): SentDatagram[] {
    const before = this.transport.sent.length
    for (const datagram of datagrams) this.transport.arrive(from, datagram)
    while (this.router.service(this.nowMs) > 0);
    return this.transport.sent.slice(before)
  }

  count(counter: MediaCounter): number {
    return this.counters[counterIndex(counter)] ?? 0
  }

  drops(): Partial<Record<DropReason, number>> {
    return dropsIn(this.counters)
  }
}

export function addressOf(sourceId: number): string {
  return `guest${String(sourceId)}:1`
}
