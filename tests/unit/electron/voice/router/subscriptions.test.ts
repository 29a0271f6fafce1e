import { describe, expect, it } from 'vitest'
import { ROUTER_CONFIG } from '../../../../../electron/voice/router/config.ts'
import { Peer } from '../../../../../electron/voice/router/peer.ts'
import { Subscriptions } from '../../../../../electron/voice/router/subscriptions.ts'
import { epochSecret, PacketGuest } from '../../../../support/packet-guest.ts'

describe('subscriptions', () => {
  it('has one route per channel until it is removed', () => {
    const subscriptions = new Subscriptions(3000)
    const route = subscriptions.route(1)
    expect(subscriptions.route(1)).toBe(route)
    expect(subscriptions.route(2)).not.toBe(route)
    expect(subscriptions.size).toBe(2)
    subscriptions.remove(1)
    expect(subscriptions.route(1)).not.toBe(route)
  })

  it('moves a listener, and drops its keys in the channel it leaves', () => {
    const subscriptions = new Subscriptions(3000)
    const [from, to] = [subscriptions.route(1), subscriptions.route(2)]
    const { member } = new PacketGuest(1, 1)
    const peer = new Peer(member, from, ROUTER_CONFIG, 0)
    peer.address = 5
    from.enter(peer)
    from.keys.renew(1, epochSecret(1, 1), 0)
    const key = from.keys.key(1, 1, member.sessionNonce, 0)
    subscriptions.move(peer, 2)
    expect([from.udp.length, to.udp.length, peer.route]).toEqual([0, 1, to])
    expect(from.keys.key(1, 1, member.sessionNonce, 0)).not.toBe(key)
  })
})
