import { describe, expect, it } from 'vitest'
import { EpochKeys } from '../../../../../electron/voice/packet/epoch-keys.ts'
import { ChannelRoute } from '../../../../../electron/voice/router/channel-route.ts'
import { ROUTER_CONFIG } from '../../../../../electron/voice/router/config.ts'
import { Peer } from '../../../../../electron/voice/router/peer.ts'
import { PeerTable } from '../../../../../electron/voice/router/peer-table.ts'
import { PacketGuest } from '../../../../support/packet-guest.ts'

const peer = (sourceId: number): Peer =>
  new Peer(new PacketGuest(sourceId, 1).member, new ChannelRoute(1, new EpochKeys(0)), ROUTER_CONFIG, 0)

describe('peer table', () => {
  it('finds who is here and remembers who left, until told to forget', () => {
    const table = new PeerTable()
    for (const sourceId of [1, 2, 3]) table.add(peer(sourceId))
    table.remove(1, 10)
    table.remove(2, 20)
    expect([...table].map(({ sourceId }) => sourceId)).toEqual([3])
    expect([1, 2, 3, 4].map((sourceId) => table.hasDeparted(sourceId))).toEqual([true, true, false, false])
    table.forgetDeparted(10)
    expect([1, 2].map((sourceId) => table.hasDeparted(sourceId))).toEqual([false, true])
  })

  it('does not call someone departed who came back', () => {
    const table = new PeerTable()
    table.add(peer(1))
    table.add(peer(2))
    table.remove(1, 10)
    table.remove(2, 11)
    table.add(peer(1))
    expect(table.hasDeparted(1)).toBe(false)
    table.remove(1, 30)
    table.forgetDeparted(20)
    expect([table.hasDeparted(1), table.hasDeparted(2), table.size]).toEqual([true, false, 0])
  })

  it('throws for a member that must be here', () => {
    expect(() => new PeerTable().get(7)).toThrow('no member has source id 7')
  })
})
