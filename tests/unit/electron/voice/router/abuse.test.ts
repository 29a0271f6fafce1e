import { describe, expect, it } from 'vitest'
import { KIND } from '../../../../../electron/voice/packet/kind.ts'
import { epochSecret, PacketGuest } from '../../../../support/packet-guest.ts'
import { addressOf, RouterBench } from '../../../../support/router-bench.ts'
import { seededRandom } from '../../../../support/seeded-random.ts'

const ROOM = 1
const OTHER_ROOM = 2

function bench(): RouterBench {
  const host = new RouterBench()
  for (const channel of [ROOM, OTHER_ROOM]) host.channel(channel)
  return host
}

/** The sum of all drops. */
const dropped = (host: RouterBench): number =>
  Object.values(host.drops()).reduce((sum, count) => sum + count, 0)

describe('abuse 8: a flood of binds from ever new sources', () => {
  it('leaves nothing behind, and gets no answer', () => {
    const host = bench()
    host.bound(1, ROOM)
    const known = [...host.transport.knownAddresses]
    // Right in everything but the key, which nobody else has.
    const stranger = new PacketGuest(1, ROOM)
    const count = 20_000
    let answers = 0
    for (let index = 0; index < count; index += 1) {
      const packet = stranger.hop(KIND.bind, new Uint8Array(24), { sequence: 10_000 + index })
      packet[packet.length - 1] = (packet[packet.length - 1] ?? 0) ^ 1
      answers += host.give(`10.${String(index >> 8)}.${String(index & 255)}.1:7`, packet).length
    }
    expect([answers, host.drops()]).toEqual([0, { forged: count }])
    expect(host.transport.knownAddresses).toEqual(known)
  })
})

describe('abuse 9: nobody makes the host send more than it was sent', () => {
  it('answers nothing that does not open, of whatever length', () => {
    const host = bench()
    host.bound(1, ROOM)
    const random = seededRandom(4)
    for (let length = 0; length <= 1_200; length += 1) {
      const noise = random.bytes(length)
      if (length > 4) noise.set([0x10 | KIND.bind, 0, 0, 1])
      expect(host.give('far:1', noise)).toEqual([])
    }
  })

  it('answers with no more bytes than it was asked with, before and after the proof', () => {
    const host = bench()
    const guest = host.guest(1, ROOM)
    const ask = (packet: Uint8Array): void => {
      const answered = host.give(addressOf(1), packet).reduce((sum, { bytes }) => sum + bytes.length, 0)
      expect(answered).toBeLessThanOrEqual(packet.length)
    }
    ask(guest.bind())
    ask(guest.bind(new Uint8Array(16).fill(7)))
    host.bind(guest, addressOf(1))
    for (const packet of [guest.bind(), guest.ping(), guest.report(), guest.bye()]) ask(packet)
  })
})

describe('abuse 10: a right packet from another address', () => {
  it('is refused until that address has proved itself; then the old one is refused', () => {
    const host = bench()
    const guest = host.bound(1, ROOM)
    host.bound(2, ROOM)
    expect(host.give('roamed:1', guest.voice(ROOM, 1))).toEqual([])
    host.bind(guest, 'roamed:1')
    expect(host.give('roamed:1', guest.voice(ROOM, 1)).length).toBe(1)
    expect(host.give(addressOf(1), guest.voice(ROOM, 1))).toEqual([])
    expect(host.drops()).toEqual({ 'wrong-address': 2 })
  })
})

describe('abuse 11: two who claim one source id', () => {
  it('are told apart by key and address, whoever comes second', () => {
    const host = bench()
    const guest = host.bound(1, ROOM)
    host.bound(2, ROOM)
    const packet = guest.voice(ROOM, 1)
    // One who has heard every byte, and one who knows the secret of the channel but not the address.
    expect(host.give('thief:1', packet)).toEqual([])
    expect(host.give('thief:1', new PacketGuest(1, ROOM).voice(ROOM, 1, { sequence: 50 }))).toEqual([])
    expect(host.give(addressOf(1), packet).length).toBe(1)
    expect(host.drops()).toEqual({ 'wrong-address': 2 })
  })
})

describe('abuse 13: voice for where one may not speak', () => {
  it('is dropped and counted: of a channel that was left, of the muted, to a list without agreement', () => {
    const host = bench()
    const guest = host.bound(1, ROOM)
    host.bound(2, ROOM)
    host.bound(3, OTHER_ROOM)
    host.router.moveMember(1, OTHER_ROOM)
    expect(host.give(addressOf(1), guest.voice(ROOM, 1))).toEqual([])
    host.router.setFlags(1, true, false)
    expect(host.give(addressOf(1), guest.voice(OTHER_ROOM, 1))).toEqual([])
    expect(host.give(addressOf(1), guest.whisper(1, 0))).toEqual([])
    expect(host.drops()).toEqual({ 'forged': 1, 'muted': 1, 'bad-target': 1 })
  })
})

describe('abuse 22: a whole session, played again', () => {
  it('has no packet accepted, from its own address or another, during it or after', () => {
    const host = bench()
    const guest = host.guest(1, ROOM)
    host.bound(2, ROOM)
    const [question] = host.give(addressOf(1), guest.bind())
    const proof = guest.proofIn(question?.bytes ?? new Uint8Array())
    const recorded = [guest.bind(proof)]
    for (let index = 0; index < 500; index += 1) {
      recorded.push(guest.voice(ROOM, 1))
      if (index % 100 === 0) recorded.push(guest.ping(), guest.report([2, 100, 0, 0, 0]))
    }
    for (const packet of recorded) {
      host.nowMs += 10
      host.give(addressOf(1), packet)
    }
    const before = [host.count('voiceIn'), host.count('bound')]
    expect([before, dropped(host)]).toEqual([[500, 2], 0])
    const sent = [addressOf(1), 'elsewhere:1'].flatMap((from) => host.give(from, ...recorded))
    host.router.removeMember(1, host.nowMs)
    sent.push(...host.give(addressOf(1), ...recorded))
    // The same number, with the keys of another stay.
    const again = new PacketGuest(1, ROOM)
    host.router.addMember(
      { ...again.member, hopKey: new Uint8Array(32).fill(1), sessionNonce: new Uint8Array(16).fill(2) },
      host.nowMs,
    )
    sent.push(...host.give(addressOf(1), ...recorded))
    expect(sent).toEqual([])
    expect([host.count('voiceIn'), host.count('bound')]).toEqual(before)
    expect(dropped(host)).toBe(4 * recorded.length)
  })
})

describe('abuse 23: numbers round the edge of the window', () => {
  it.each([
    [0, 'replayed'],
    [1_022, undefined],
    [1_023, undefined],
    [1_024, 'too-old'],
    [1_025, 'too-old'],
  ] as const)('%i behind the newest', (behind, reason) => {
    const host = bench()
    const guest = host.bound(1, ROOM)
    const newest = 2 ** 31
    host.give(addressOf(1), guest.voice(ROOM, 1, { sequence: newest }))
    host.give(addressOf(1), guest.voice(ROOM, 1, { sequence: newest - behind }))
    expect(host.drops()).toEqual(reason === undefined ? {} : { [reason]: 1 })
  })
})

describe('abuse 24: a counter at its end', () => {
  it('is taken to its last number, and never round it', () => {
    const host = bench()
    const guest = host.bound(1, ROOM)
    const last = 2 ** 32 - 1
    for (const sequence of [last - 1, last, 0, 1]) host.give(addressOf(1), guest.voice(ROOM, 1, { sequence }))
    expect([host.count('voiceIn'), host.drops()]).toEqual([2, { 'too-old': 2 }])
  })
})

describe('abuse 27: a fresh key while packets are late', () => {
  it('takes both keys for 3 s, then the old one no more', () => {
    const host = bench()
    const guest = host.bound(1, ROOM)
    host.router.renewEpoch(ROOM, 2, epochSecret(ROOM, 2), host.nowMs)
    const random = seededRandom(9)
    let taken = 0
    for (let passed = 0; passed < 2_990; passed += 10) {
      host.nowMs += 10
      // One in twenty was sealed before the change.
      host.give(addressOf(1), guest.voice(ROOM, random.fraction() < 0.05 ? 1 : 2))
      taken += 1
    }
    expect([host.count('voiceIn'), host.drops()]).toEqual([taken, {}])
    host.nowMs += 10
    host.give(addressOf(1), guest.voice(ROOM, 1))
    host.give(addressOf(1), guest.voice(ROOM, 2))
    expect([host.count('voiceIn'), host.drops()]).toEqual([taken + 1, { 'stale-epoch': 1 }])
  })
})
