import { describe, expect, it } from 'vitest'
import { DROP_REASONS, type DropReason } from '../../../../../electron/contract/media.ts'
import { KIND } from '../../../../../electron/voice/packet/kind.ts'
import { addressOf, RouterBench } from '../../../../support/router-bench.ts'
import { epochSecret, PacketGuest } from '../../../../support/packet-guest.ts'

const ROOM = 1
const OTHER_ROOM = 2

function bench(): RouterBench {
  const made = new RouterBench()
  made.channel(ROOM)
  made.channel(OTHER_ROOM)
  return made
}

describe('forwarding', () => {
  it('gives the same bytes to everybody else in the channel', () => {
    const host = bench()
    const [alice] = [host.bound(1, ROOM), host.bound(2, ROOM), host.bound(3, ROOM), host.bound(4, OTHER_ROOM)]
    const packet = alice.voice(ROOM, 1)
    const sent = host.give(addressOf(1), packet)
    expect(sent.map(({ to }) => to).sort()).toEqual([addressOf(2), addressOf(3)])
    for (const { bytes } of sent) expect(bytes).toEqual(packet)
    expect([host.count('voiceIn'), host.drops()]).toEqual([1, {}])
  })

  it('leaves the sender out whoever spoke before, and whoever comes and goes', () => {
    const host = bench()
    const guests = [1, 2, 3, 4, 5].map((id) => host.bound(id, ROOM))
    const heard = (): string[] =>
      guests.map((guest) =>
        host
          .give(addressOf(guest.member.sourceId), guest.voice(ROOM, 1))
          .map(({ to }) => to)
          .sort()
          .join(),
      )
    const expected = (here: PacketGuest[]): string[] =>
      guests.map((speaker) =>
        here
          .filter((guest) => guest !== speaker)
          .map((guest) => addressOf(guest.member.sourceId))
          .sort()
          .join(),
      )
    expect(heard()).toEqual(expected(guests))
    host.router.setFlags(3, false, true)
    expect(heard()).toEqual(expected(guests.filter((guest) => guest.member.sourceId !== 3)))
    host.router.setFlags(3, false, false)
    expect(heard()).toEqual(expected(guests))
  })

  it('reaches 1,000 listeners', () => {
    const host = bench()
    for (let id = 1; id <= 1001; id += 1) host.bound(id, ROOM)
    const talker = host.bound(2000, ROOM)
    const sent = host.give(addressOf(2000), talker.voice(ROOM, 1))
    expect(new Set(sent.map(({ to }) => to)).size).toBe(1001)
  })

  it('follows a move to another channel', () => {
    const host = bench()
    const alice = host.bound(1, ROOM)
    host.bound(2, ROOM)
    host.bound(3, OTHER_ROOM)
    host.router.moveMember(1, OTHER_ROOM)
    expect(host.give(addressOf(1), alice.voice(OTHER_ROOM, 1)).map(({ to }) => to)).toEqual([addressOf(3)])
    host.give(addressOf(1), alice.voice(ROOM, 1))
    expect(host.drops()).toEqual({ forged: 1 })
  })

  it('plays a loopback test back to the sender alone, deafened or not', () => {
    const host = bench()
    const alice = host.bound(1, ROOM, { deafened: true })
    host.bound(2, ROOM)
    const packet = alice.voice(ROOM, 1, { target: 31 })
    expect(host.give(addressOf(1), packet)).toEqual([{ to: addressOf(1), bytes: packet }])
  })

  it('counts sends that the system refuses and goes on', () => {
    const host = bench()
    const alice = host.bound(1, ROOM)
    for (const id of [2, 3, 4]) host.bound(id, ROOM)
    host.transport.refused.add(addressOf(3))
    expect(host.give(addressOf(1), alice.voice(ROOM, 1)).length).toBe(2)
    expect(host.count('sendFailed')).toBe(1)
  })

  it('tells each member by pong how much it received and was sent', () => {
    const host = bench()
    const [alice, bob] = [host.bound(1, ROOM), host.bound(2, ROOM)]
    for (let index = 0; index < 5; index += 1) host.give(addressOf(1), alice.voice(ROOM, 1))
    host.give(addressOf(2), bob.voice(ROOM, 1))
    host.router.setFlags(2, false, true)
    host.give(addressOf(1), alice.voice(ROOM, 1))
    const pongs = [alice, bob].map((guest) => {
      const [sent] = host.give(addressOf(guest.member.sourceId), guest.ping(9))
      return sent === undefined ? undefined : guest.answer(sent.bytes)
    })
    expect(pongs).toMatchObject([
      { kind: 'pong', received: 6, forwarded: 1 },
      { kind: 'pong', received: 1, forwarded: 5 },
    ])
    expect(pongs[0]).toMatchObject({ time: new Uint8Array([0, 0, 0, 0, 0, 0, 0, 9]) })
  })
})

/** Per reason a case that brings about one drop of it, and no more. */
const CASES: Record<DropReason, (host: RouterBench, alice: PacketGuest) => void> = {
  'too-short': (host) => host.give(addressOf(1), new Uint8Array(31).fill(0x11)),
  'too-long': (host, alice) => {
    const long = new Uint8Array(1400)
    long.set(alice.voice(ROOM, 1))
    host.give(addressOf(1), long)
  },
  'bad-version': (host, alice) => {
    const packet = alice.voice(ROOM, 1)
    packet[0] = 0x21
    host.give(addressOf(1), packet)
  },
  'bad-kind': (host, alice) => host.give(addressOf(1), alice.hop(KIND.pong, new Uint8Array(24))),
  'unknown-source': (host) => host.give('far:1', new PacketGuest(99, ROOM).voice(ROOM, 1)),
  'departed-source': (host) => {
    const carol = host.bound(3, ROOM)
    host.router.removeMember(3, host.nowMs)
    host.give(addressOf(3), carol.voice(ROOM, 1))
  },
  'unbound': (host) => host.give(addressOf(4), host.guest(4, ROOM).voice(ROOM, 1)),
  'wrong-address': (host, alice) => host.give(addressOf(2), alice.voice(ROOM, 1)),
  'stale-epoch': (host, alice) => host.give(addressOf(1), alice.voice(ROOM, 2)),
  'forged': (host, alice) => {
    const packet = alice.voice(ROOM, 1)
    packet[20] = (packet[20] ?? 0) ^ 1
    host.give(addressOf(1), packet)
  },
  'replayed': (host, alice) => {
    const packet = alice.voice(ROOM, 1)
    host.give(addressOf(1), packet, packet)
  },
  'too-old': (host, alice) => {
    host.give(addressOf(1), alice.voice(ROOM, 1, { sequence: 1024 }))
    host.give(addressOf(1), alice.voice(ROOM, 1, { sequence: 0 }))
  },
  'muted': (host, alice) => {
    host.router.setFlags(1, true, false)
    host.give(addressOf(1), alice.voice(ROOM, 1))
  },
  'rate-limited': (host, alice) => {
    // The two binds have taken two of the burst of 100.
    for (let index = 0; index < 99; index += 1) host.give(addressOf(1), alice.voice(ROOM, 1))
  },
  'bad-target': (host, alice) => host.give(addressOf(1), alice.voice(ROOM, 1, { target: 5 })),
  'malformed': (host, alice) => host.give(addressOf(1), alice.voice(ROOM, 1, { frameCode: 6 })),
  'over-cap': (host, alice) => {
    host.router.setChannelAudio(ROOM, { delivery: 'forward', topN: 0, bitrateCap: 6_000 })
    host.give(addressOf(1), alice.voice(ROOM, 1, {}, new Uint8Array(700)))
    host.give(addressOf(1), alice.voice(ROOM, 1, {}, new Uint8Array(700)))
  },
  'bad-proof': (host) => {
    const guest = host.guest(5, ROOM)
    host.give(addressOf(5), guest.bind())
    host.give(addressOf(5), guest.bind(new Uint8Array(16).fill(1)))
  },
}

describe('refusing', () => {
  it.each(DROP_REASONS)('counts %s under its own name, and the call goes on', (reason) => {
    const host = bench()
    const alice = host.bound(1, ROOM)
    const bob = host.bound(2, ROOM)
    CASES[reason](host, alice)
    expect(host.drops()).toEqual({ [reason]: 1 })
    expect(host.give(addressOf(2), bob.voice(ROOM, 1)).some(({ to }) => to === addressOf(1))).toBe(true)
  })

  it('looks at the tag before it marks a number or spends a share', () => {
    const host = bench()
    const alice = host.bound(1, ROOM)
    const packet = alice.voice(ROOM, 1)
    const forged = packet.slice()
    forged[30] = (forged[30] ?? 0) ^ 1
    for (let index = 0; index < 1000; index += 1) host.give(addressOf(1), forged)
    host.give(addressOf(1), packet)
    expect([host.drops(), host.count('voiceIn')]).toEqual([{ forged: 1000 }, 1])
  })

  it('forgets after a minute who has left', () => {
    const host = bench()
    const alice = host.bound(1, ROOM)
    host.router.removeMember(1, host.nowMs)
    host.nowMs += 59_000
    host.give(addressOf(1), alice.voice(ROOM, 1))
    host.nowMs += 2_000
    host.give(addressOf(1))
    host.give(addressOf(1), alice.voice(ROOM, 1))
    expect(host.drops()).toEqual({ 'departed-source': 1, 'unknown-source': 1 })
  })

  it('refills a share with time', () => {
    const host = new RouterBench({ packetBurst: 10, packetsPerSecond: 100 })
    host.channel(ROOM)
    const alice = host.bound(1, ROOM)
    host.nowMs += 1000
    for (let index = 0; index < 15; index += 1) host.give(addressOf(1), alice.voice(ROOM, 1))
    host.nowMs += 50
    for (let index = 0; index < 15; index += 1) host.give(addressOf(1), alice.voice(ROOM, 1))
    expect([host.count('voiceIn'), host.drops()]).toEqual([15, { 'rate-limited': 15 }])
  })

  it('takes every bit flipped in a packet for what it is, and none for voice', () => {
    const host = bench()
    const alice = host.bound(1, ROOM)
    host.bound(2, ROOM)
    const packet = alice.voice(ROOM, 1)
    for (let bit = 0; bit < packet.length * 8; bit += 1) {
      const flipped = packet.slice()
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(host.give(addressOf(1), flipped)).toEqual([])
    }
    const dropped = Object.values(host.drops()).reduce((sum, count) => sum + count, 0)
    expect([dropped, host.count('voiceIn')]).toEqual([packet.length * 8, 0])
  })

  it('refuses a packet cut at every length', () => {
    const host = bench()
    const alice = host.bound(1, ROOM)
    const packet = alice.voice(ROOM, 1)
    for (let length = 0; length < packet.length; length += 1) {
      expect(host.give(addressOf(1), packet.slice(0, length))).toEqual([])
    }
    expect(host.drops()).toEqual({ 'too-short': 32, 'forged': packet.length - 32 })
  })

  it('answers nothing to a stranger, whatever its size', () => {
    const host = bench()
    host.bound(1, ROOM)
    for (let length = 0; length <= 1500; length += 1) {
      for (const first of [0x11, 0x12, 0x14, 0x16, 0x17]) {
        const bytes = new Uint8Array(length).fill(7)
        bytes.set([first, 0, 0, 1].slice(0, length))
        expect(host.give('far:9', bytes)).toEqual([])
      }
    }
    expect(host.transport.knownAddresses).toEqual([addressOf(1)])
  })
})

describe('epochs', () => {
  it('takes the epoch before for 3 s and no longer', () => {
    const host = bench()
    const alice = host.bound(1, ROOM)
    host.router.renewEpoch(ROOM, 2, epochSecret(ROOM, 2), host.nowMs)
    host.nowMs += 2_999
    host.give(addressOf(1), alice.voice(ROOM, 1), alice.voice(ROOM, 2))
    expect(host.count('voiceIn')).toBe(2)
    host.nowMs += 1
    host.give(addressOf(1), alice.voice(ROOM, 1), alice.voice(ROOM, 2))
    expect([host.count('voiceIn'), host.drops()]).toEqual([3, { 'stale-epoch': 1 }])
  })

  it('takes a replay for one across a change of epoch', () => {
    const host = bench()
    const alice = host.bound(1, ROOM)
    const packet = alice.voice(ROOM, 1)
    host.give(addressOf(1), packet)
    host.router.renewEpoch(ROOM, 2, epochSecret(ROOM, 2), host.nowMs)
    host.give(addressOf(1), packet)
    expect(host.drops()).toEqual({ replayed: 1 })
  })
})

describe('commands', () => {
  it('throws where the control plane names somebody or something that is not there', () => {
    const host = bench()
    host.guest(1, ROOM)
    expect(() => {
      host.router.removeMember(2, 0)
    }).toThrow(RangeError)
    expect(() => {
      host.router.moveMember(2, ROOM)
    }).toThrow(RangeError)
    expect(() => {
      host.router.removeChannel(ROOM)
    }).toThrow(RangeError)
    expect(() => {
      host.router.addMember(new PacketGuest(0, ROOM).member, 0)
    }).toThrow(RangeError)
  })

  it('starts a member anew who is added again: old packets open no door', () => {
    const host = bench()
    const alice = host.bound(1, ROOM)
    const packet = alice.voice(ROOM, 1)
    host.router.addMember({ ...alice.member, sessionNonce: new Uint8Array(16) }, host.nowMs)
    host.give(addressOf(1), packet)
    host.bind(alice, addressOf(1))
    host.give(addressOf(1), packet)
    expect(host.drops()).toEqual({ unbound: 1, forged: 1 })
  })

  it('numbers its packets to a member from where it is told, and stops at the last number', () => {
    const host = bench()
    const guest = new PacketGuest(1, ROOM)
    host.router.addMember({ ...guest.member, hopSequence: 2 ** 32 - 1 }, host.nowMs)
    const [question] = host.give(addressOf(1), guest.bind())
    expect(Buffer.from(question?.bytes ?? []).readUInt32BE(4)).toBe(2 ** 32 - 1)
    expect(host.give(addressOf(1), guest.bind())).toEqual([])
  })
})
