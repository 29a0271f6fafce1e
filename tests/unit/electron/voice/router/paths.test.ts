import { describe, expect, it } from 'vitest'
import { LEAST_PACKET_BYTES } from '../../../../../electron/voice/packet/header.ts'
import { addressOf, RouterBench } from '../../../../support/router-bench.ts'
import { PacketGuest } from '../../../../support/packet-guest.ts'

const ROOM = 1

function bench(): RouterBench {
  const made = new RouterBench()
  made.channel(ROOM)
  return made
}

const pathsOf = (host: RouterBench): string[] =>
  host.events.flatMap((event) => (event.type === 'path' ? [`${String(event.sourceId)} ${event.path}`] : []))

describe('bind', () => {
  it('takes an address only after it has shown that it receives', () => {
    const host = bench()
    const alice = host.guest(1, ROOM)
    const [question] = host.give('home:5', alice.bind())
    expect(pathsOf(host)).toEqual([])
    expect(question?.to).toBe('home:5')
    const proof = alice.proofIn(question?.bytes ?? new Uint8Array())
    const [answer] = host.give('home:5', alice.bind(proof))
    expect(alice.answer(answer?.bytes ?? new Uint8Array())).toMatchObject({ kind: 'bound', state: 1 })
    expect([pathsOf(host), host.count('bound')]).toEqual([['1 udp'], 1])
  })

  it('never answers more bytes than came', () => {
    const host = bench()
    const alice = host.guest(1, ROOM)
    const bind = alice.bind()
    const [question] = host.give('home:5', bind)
    expect(question?.bytes.length).toBe(bind.length)
    expect(bind.length).toBe(LEAST_PACKET_BYTES + 24)
    host.bind(alice, 'home:5')
    const ping = alice.ping()
    expect(host.give('home:5', ping)[0]?.bytes.length).toBe(ping.length)
  })

  it('asks the same address for the same proof again, as long as it lives', () => {
    const host = bench()
    const alice = host.guest(1, ROOM)
    const ask = (): string => {
      const [question] = host.give('home:5', alice.bind())
      return Buffer.from(alice.proofIn(question?.bytes ?? new Uint8Array())).toString('hex')
    }
    const first = ask()
    expect(ask()).toBe(first)
    host.nowMs += 10_000
    host.give('home:5')
    expect(host.transport.knownAddresses).toEqual([])
    expect(ask()).not.toBe(first)
  })

  it('refuses a proof from another address, and asks that one instead', () => {
    const host = bench()
    const alice = host.guest(1, ROOM)
    const [question] = host.give('home:5', alice.bind())
    const proof = alice.proofIn(question?.bytes ?? new Uint8Array())
    const [second] = host.give('away:6', alice.bind(proof))
    expect(second?.to).toBe('away:6')
    expect([host.drops(), pathsOf(host)]).toEqual([{ 'bad-proof': 1 }, []])
    host.give('away:6', alice.bind(alice.proofIn(second?.bytes ?? new Uint8Array())))
    expect([pathsOf(host), host.transport.knownAddresses]).toEqual([['1 udp'], ['away:6']])
  })

  it('does not take a bind that was recorded and sent from elsewhere', () => {
    const host = bench()
    const alice = host.guest(1, ROOM)
    const [question] = host.give('home:5', alice.bind())
    const bind = alice.bind(alice.proofIn(question?.bytes ?? new Uint8Array()))
    host.give('home:5', bind)
    expect(host.give('thief:1', bind)).toEqual([])
    expect(host.drops()).toEqual({ replayed: 1 })
  })

  it('answers again where the last answer was lost', () => {
    const host = bench()
    const alice = host.bound(1, ROOM)
    const [answer] = host.give(addressOf(1), alice.bind())
    expect(alice.answer(answer?.bytes ?? new Uint8Array())).toMatchObject({ kind: 'bound', state: 1 })
    expect(host.count('bound')).toBe(1)
  })

  it('moves to a new address without a word to the control plane', () => {
    const host = bench()
    const alice = host.bound(1, ROOM)
    host.bound(2, ROOM)
    host.bind(alice, 'away:9')
    expect(pathsOf(host)).toEqual(['1 udp', '2 udp'])
    host.give(addressOf(1), alice.voice(ROOM, 1))
    expect(host.drops()).toEqual({ 'wrong-address': 1 })
    expect(host.give('away:9', alice.voice(ROOM, 1)).map(({ to }) => to)).toEqual([addressOf(2)])
    expect(host.transport.knownAddresses.sort()).toEqual(['away:9', addressOf(2)])
  })

  it('keeps an address that two members share until both are gone', () => {
    const host = bench()
    const [alice, bob] = [host.guest(1, ROOM), host.guest(2, ROOM)]
    host.bind(alice, 'home:5')
    host.bind(bob, 'home:5')
    host.router.removeMember(1, host.nowMs)
    expect(host.transport.knownAddresses).toEqual(['home:5'])
    host.router.removeMember(2, host.nowMs)
    expect(host.transport.knownAddresses).toEqual([])
  })
})

describe('path', () => {
  it('ends with a bye', () => {
    const host = bench()
    const alice = host.bound(1, ROOM)
    const bob = host.bound(2, ROOM)
    host.give(addressOf(1), alice.bye())
    expect(pathsOf(host)).toEqual(['1 udp', '2 udp', '1 none'])
    expect(host.give(addressOf(2), bob.voice(ROOM, 1))).toEqual([])
  })

  it('ends after a silence longer than the keepalive allows, and not before', () => {
    const host = bench()
    const alice = host.bound(1, ROOM)
    host.nowMs += 10_000
    host.give(addressOf(1), alice.ping())
    host.nowMs += 11_000
    host.give(addressOf(1))
    expect(pathsOf(host)).toEqual(['1 udp'])
    host.nowMs += 1_000
    host.give(addressOf(1))
    expect([pathsOf(host), host.transport.knownAddresses]).toEqual([['1 udp', '1 none'], []])
  })

  it('says nothing of members that were removed, and holds nothing of them', () => {
    const host = bench()
    host.bound(1, ROOM)
    const bob = host.guest(2, ROOM)
    host.give('home:2', bob.bind())
    host.router.removeMember(1, host.nowMs)
    host.router.removeMember(2, host.nowMs)
    expect([pathsOf(host), host.transport.knownAddresses]).toEqual([['1 udp'], []])
  })
})

describe('tunnel', () => {
  const tunnelled = (host: RouterBench): { sourceId: number; datagram: Uint8Array }[] =>
    host.events.flatMap((event) => (event.type === 'tunnelOut' ? [event] : []))

  function tunnelGuest(host: RouterBench, sourceId: number): PacketGuest {
    const guest = host.guest(sourceId, ROOM)
    host.router.tunnelIn(sourceId, guest.bind(), host.nowMs)
    return guest
  }

  it('is taken at the first bind through it, and carries voice both ways', () => {
    const host = bench()
    const alice = tunnelGuest(host, 1)
    const bob = host.bound(2, ROOM)
    const [bound] = tunnelled(host)
    expect(alice.answer(bound?.datagram ?? new Uint8Array())).toMatchObject({ kind: 'bound', state: 1 })
    expect(pathsOf(host)).toEqual(['1 tcp', '2 udp'])

    const spoken = alice.voice(ROOM, 1)
    host.router.tunnelIn(1, spoken, host.nowMs)
    expect(host.transport.sent.at(-1)).toEqual({ to: addressOf(2), bytes: spoken })
    const heard = bob.voice(ROOM, 1)
    host.give(addressOf(2), heard)
    expect(tunnelled(host).at(-1)).toMatchObject({ sourceId: 1, datagram: heard })
    expect(host.drops()).toEqual({})
  })

  it('passes the same checks, and carries only its own member', () => {
    const host = bench()
    const alice = tunnelGuest(host, 1)
    const bob = host.bound(2, ROOM)
    host.router.tunnelIn(1, bob.voice(ROOM, 1), host.nowMs)
    host.router.tunnelIn(2, alice.voice(ROOM, 1), host.nowMs)
    host.give('home:1', alice.voice(ROOM, 1))
    expect(host.drops()).toEqual({ 'wrong-address': 3 })
    host.router.tunnelIn(1, new Uint8Array(3), host.nowMs)
    host.router.tunnelIn(9, alice.voice(ROOM, 1), host.nowMs)
    expect(host.drops()).toEqual({ 'wrong-address': 4, 'too-short': 1 })
  })

  it('gives way to UDP when that is proved, and takes over again by a bind', () => {
    const host = bench()
    const alice = tunnelGuest(host, 1)
    host.bind(alice, 'home:1')
    host.router.tunnelIn(1, alice.bind(), host.nowMs)
    expect(pathsOf(host)).toEqual(['1 tcp', '1 udp', '1 tcp'])
    expect(host.transport.knownAddresses).toEqual([])
  })

  it('loses nothing that was under way in it when UDP was proved', () => {
    const host = bench()
    const alice = tunnelGuest(host, 1)
    host.bound(2, ROOM)
    const spoken = [alice.voice(ROOM, 1), alice.voice(ROOM, 1)]
    host.bind(alice, 'home:1')
    for (const packet of spoken) host.router.tunnelIn(1, packet, host.nowMs)
    expect(host.transport.sent.slice(-2)).toEqual(spoken.map((bytes) => ({ to: addressOf(2), bytes })))
    expect(host.drops()).toEqual({})
  })

  it('does not take the path back by a bind older than the one that proved UDP', () => {
    const host = bench()
    const alice = tunnelGuest(host, 1)
    const slow = alice.bind()
    host.bind(alice, 'home:1')
    host.router.tunnelIn(1, slow, host.nowMs)
    expect(pathsOf(host)).toEqual(['1 tcp', '1 udp'])
    expect(host.drops()).toEqual({ 'too-old': 1 })
    // Nor does an older proof by UDP take it from a tunnel that was asked for later.
    const [asked] = host.give('home:2', alice.bind())
    const proof = alice.bind(alice.proofIn(asked?.bytes ?? new Uint8Array()))
    host.router.tunnelIn(1, alice.bind(), host.nowMs)
    host.give('home:2', proof)
    expect(pathsOf(host)).toEqual(['1 tcp', '1 udp', '1 tcp'])
    expect(host.drops()).toEqual({ 'too-old': 1, 'bad-proof': 1 })
  })

  it('does not end by silence: its WebSocket says when it is gone', () => {
    const host = bench()
    tunnelGuest(host, 1)
    host.nowMs += 100_000
    host.give('')
    expect(pathsOf(host)).toEqual(['1 tcp'])
  })
})
