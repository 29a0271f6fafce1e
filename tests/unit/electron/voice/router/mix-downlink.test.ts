import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Delivery } from '../../../../../electron/contract/models.ts'
import type { ChannelMix } from '../../../../../electron/voice/interfaces.ts'
import { HEADER_OFFSETS, PacketHeader, parseHeader } from '../../../../../electron/voice/packet/header.ts'
import { KIND } from '../../../../../electron/voice/packet/kind.ts'
import { MixVoices } from '../../../../../electron/voice/packet/mix-payload.ts'
import { epochSecret, type PacketGuest } from '../../../../support/packet-guest.ts'
import { addressOf, RouterBench } from '../../../../support/router-bench.ts'

const ROOMS = [1, 2] as const
const GUESTS = [1, 2, 3, 4, 5, 6] as const
/** Who sent nothing for so long is in no frame, ms. */
const HOLD_MS = 60

/** Mixes names instead of sound, and counts its work. Each frame it encodes has bytes of its own. */
class NamesMix implements ChannelMix {
  readonly frameMs = 20
  readonly voices = new MixVoices()
  renders = 0
  encodes = 0
  readonly #heardMs = new Map<number, number>()

  take({ source }: PacketHeader, _payload: Uint8Array, nowMs: number): void {
    this.#heardMs.set(source, nowMs)
  }

  render(nowMs: number): number {
    this.renders += 1
    this.voices.count = 0
    for (const [source, heardMs] of this.#heardMs) if (nowMs - heardMs < HOLD_MS) this.voices.add(source, 20)
    return this.voices.count
  }

  isActive(nowMs: number): boolean {
    return [...this.#heardMs.values()].some((heardMs) => nowMs - heardMs < HOLD_MS)
  }

  encode(_listener: number, out: Uint8Array): number {
    this.encodes += 1
    new DataView(out.buffer).setUint32(0, this.encodes)
    return 4
  }

  forget(sourceId: number): void {
    this.#heardMs.delete(sourceId)
  }

  rest(): void {}
  close(): void {}
}

/** A host with two channels whose turns are watched, and guests that come, go, move and talk. */
class MixBench {
  readonly made: NamesMix[] = []
  readonly host = new RouterBench({}, () => {
    const mix = new NamesMix()
    this.made.push(mix)
    return mix
  })
  readonly guests = new Map<number, PacketGuest>()
  /** The most that one turn of the router had to do. */
  most = 0
  readonly #rooms = new Map<number, number>()
  readonly #epochs = new Map<number, number>()

  constructor() {
    for (const room of ROOMS) this.renew(room)
  }

  join(sourceId: number, room: number): void {
    this.step()
    this.leave(sourceId)
    this.guests.set(sourceId, this.host.bound(sourceId, room))
    this.#rooms.set(sourceId, room)
  }

  leave(sourceId: number): void {
    if (this.guests.delete(sourceId)) this.host.router.removeMember(sourceId, this.host.nowMs)
  }

  move(sourceId: number, room: number): void {
    if (!this.guests.has(sourceId)) return
    this.host.router.moveMember(sourceId, room)
    this.#rooms.set(sourceId, room)
  }

  choose(sourceId: number, downlink: Delivery): void {
    if (this.guests.has(sourceId)) this.host.router.setDownlink(sourceId, downlink)
  }

  renew(room: number): void {
    const epoch = this.epochOf(room) + 1
    this.#epochs.set(room, epoch)
    this.host.router.renewEpoch(room, epoch, epochSecret(room, epoch), this.host.nowMs)
  }

  epochOf(room: number): number {
    // No epoch of one channel has the number of another's: a number names a secret.
    return this.#epochs.get(room) ?? 100 * (room - 1)
  }

  talk(sourceId: number, level: number): void {
    const guest = this.guests.get(sourceId)
    const room = this.#rooms.get(sourceId) ?? 0
    if (guest === undefined) return
    this.host.transport.arrive(addressOf(sourceId), guest.voice(room, this.epochOf(room), { level }))
  }

  /** Lets 10 ms pass, and the router do all that is due by then. */
  step(): void {
    const { host } = this
    host.nowMs += 10
    do {
      const before = this.made.map(({ renders, encodes }) => ({ renders, encodes }))
      host.router.service(host.nowMs)
      const done = this.made.map(({ renders, encodes }, index) => ({
        renders: renders - (before[index]?.renders ?? 0),
        encodes: encodes - (before[index]?.encodes ?? 0),
      }))
      const sum = (of: 'renders' | 'encodes') => done.reduce((total, mix) => total + mix[of], 0)
      this.most = Math.max(this.most, sum('renders'), sum('encodes'))
    } while (host.router.dueMs() <= host.nowMs)
  }

  /** Everything sealed under a mix key so far: the key and nonce by name, and the bytes. */
  *sealed(): Generator<{ readonly name: string; readonly bytes: string }> {
    const header = new PacketHeader()
    for (const { to, bytes } of this.host.transport.sent) {
      if (parseHeader(bytes, 0, bytes.length, header) !== undefined) continue
      if (header.kind !== KIND.mix && header.kind !== KIND.gap) continue
      const listener = header.target === 0 ? 'everybody' : to
      // Bytes of the nonce: kind, epoch, source and sequence number; the epoch's number names the channel too.
      const nonce = Buffer.from(bytes.subarray(0, HEADER_OFFSETS.timestamp)).toString('hex')
      yield { name: `${listener} ${nonce}`, bytes: Buffer.from(bytes).toString('hex') }
    }
  }
}

const guestId = fc.constantFrom(...GUESTS)
const roomId = fc.constantFrom(...ROOMS)
const act = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(fc.constant('talk' as const), guestId, fc.integer({ min: 5, max: 90 })) },
  { weight: 12, arbitrary: fc.tuple(fc.constant('step' as const), fc.integer({ min: 1, max: 3 })) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('join' as const), guestId, roomId) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('move' as const), guestId, roomId) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('leave' as const), guestId) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('renew' as const), roomId) },
  {
    weight: 4,
    arbitrary: fc.tuple(
      fc.constant('choose' as const),
      guestId,
      fc.constantFrom<Delivery>('mix', 'forward', 'auto'),
    ),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constant('deafen' as const), guestId, fc.boolean()) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('limit' as const), fc.integer({ min: 0, max: 2 })) },
)
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never

function perform(bench: MixBench, [name, one, two]: Act): void {
  switch (name) {
    case 'talk':
      bench.talk(one, two)
      return
    case 'step':
      for (let count = 0; count < one; count += 1) bench.step()
      return
    case 'join':
      bench.join(one, two)
      return
    case 'move':
      bench.move(one, two)
      return
    case 'leave':
      bench.leave(one)
      return
    case 'renew':
      bench.renew(one)
      return
    case 'choose':
      bench.choose(one, two)
      return
    case 'deafen':
      if (bench.guests.has(one)) bench.host.router.setFlags(one, false, two)
      return
    case 'limit':
      bench.host.router.setChannelAudio(ROOMS[0], { delivery: 'mix', topN: one })
  }
}

describe('the downlink as one mix', () => {
  it('never seals two packets under one key and nonce, and does one piece of work per turn', () => {
    let [mixes, gaps] = [0, 0]
    fc.assert(
      fc.property(fc.array(act, { minLength: 50, maxLength: 200, size: 'max' }), (acts) => {
        const bench = new MixBench()
        for (const id of GUESTS.slice(0, 4)) {
          bench.join(id, ROOMS[0])
          if (id % 2 === 0) bench.choose(id, 'mix')
        }
        for (const each of acts) perform(bench, each)
        const seen = new Map<string, string>()
        for (const { name, bytes } of bench.sealed()) {
          expect(bytes).toBe(seen.get(name) ?? bytes)
          seen.set(name, bytes)
        }
        expect(bench.most).toBeLessThanOrEqual(1)
        mixes += bench.host.count('mixEncodes')
        gaps += bench.host.count('notSelected')
      }),
      { numRuns: 40 },
    )
    expect(mixes).toBeGreaterThan(500)
    expect(gaps).toBeGreaterThan(0)
  })

  it('serves all in time though each turn does little: a frame for all, then one listener after the other', () => {
    const bench = new MixBench()
    for (const id of GUESTS) {
      bench.join(id, ROOMS[0])
      bench.choose(id, 'mix')
    }
    for (let time = 0; time < 40; time += 1) {
      for (const id of GUESTS.slice(0, 3)) bench.talk(id, 20)
      bench.step()
    }
    expect(bench.most).toBe(1)
    const [mix] = bench.made
    // The shared frame, and one for each of the three who speak.
    expect((mix?.encodes ?? 0) / (mix?.renders ?? 1)).toBeCloseTo(4, 1)
    expect(mix?.renders).toBeGreaterThanOrEqual(19)
  })
})
