import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EpochKeys } from '../../../../../electron/voice/packet/epoch-keys.ts'
import { ChannelRoute } from '../../../../../electron/voice/router/channel-route.ts'
import { ROUTER_CONFIG } from '../../../../../electron/voice/router/config.ts'
import { NO_PATH, Peer, TUNNEL_PATH } from '../../../../../electron/voice/router/peer.ts'
import { PacketGuest } from '../../../../support/packet-guest.ts'

const PEERS = 40

function setUp(): { route: ChannelRoute; peers: Peer[] } {
  const route = new ChannelRoute(1, new EpochKeys(0))
  const peers = Array.from({ length: PEERS }, (_, index) => {
    return new Peer(new PacketGuest(index + 1, 1).member, route, ROUTER_CONFIG, 0)
  })
  return { route, peers }
}

const path = fc.constantFrom('udp', 'tunnel', 'none')
const step = fc.record({ who: fc.integer({ min: 0, max: PEERS - 1 }), path, speaks: fc.boolean() })

describe('channel route', () => {
  it('names exactly the listeners but the sender, and counts for each, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const { route, peers } = setUp()
        const expected = new Map<Peer, number>(peers.map((peer) => [peer, 0]))
        for (const { who, path: kind, speaks } of steps) {
          const peer = peers[who]
          if (peer === undefined) continue
          if (speaks) {
            const count = route.targetsWithout(peer)
            route.countForwarded(peer)
            const others = peers.filter((one) => one !== peer && one.address !== NO_PATH)
            for (const one of others) expected.set(one, (expected.get(one) ?? 0) + 1)
            const udp = others.filter((one) => one.address !== TUNNEL_PATH).map((one) => one.address)
            expect([...route.targets.subarray(0, count)].sort()).toEqual(udp.sort())
          } else {
            route.leave(peer)
            peer.address = kind === 'udp' ? who + 100 : kind === 'tunnel' ? TUNNEL_PATH : NO_PATH
            route.enter(peer)
          }
        }
        for (const peer of peers) expect(peer.forwarded).toBe(expected.get(peer))
      }),
    )
  })

  it('does not list a peer twice, nor one that is deafened', () => {
    const { route, peers } = setUp()
    const [first, second] = peers
    if (first === undefined || second === undefined) return
    first.address = 1
    second.address = 2
    second.deafened = true
    for (const peer of [first, first, second]) route.enter(peer)
    expect([route.udp.length, route.targets[0]]).toEqual([1, 1])
    route.leave(second)
    expect(route.udp).toEqual([first])
  })
})
