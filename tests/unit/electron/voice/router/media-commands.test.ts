import { describe, expect, it } from 'vitest'
import type { MediaCommand } from '../../../../../electron/contract/media.ts'
import { applyMediaCommand } from '../../../../../electron/voice/router/media-commands.ts'
import { epochSecret, PacketGuest, whisperSecret } from '../../../../support/packet-guest.ts'
import { addressOf, RouterBench } from '../../../../support/router-bench.ts'

describe('media commands', () => {
  it('has each command act, and stop end', () => {
    const host = new RouterBench()
    const apply = (command: MediaCommand): boolean => applyMediaCommand(host.router, command, host.nowMs)
    const [alice, bob] = [new PacketGuest(1, 1), new PacketGuest(2, 1)]
    const spoken = (channelId: number): number => {
      const sent = host.give(addressOf(1), alice.voice(channelId, 1))
      return sent.length
    }
    for (const { member } of [alice, bob]) expect(apply({ type: 'memberAdded', member })).toBe(true)
    for (const channelId of [1, 2]) {
      apply({ type: 'epoch', channelId, epoch: 1, secret: epochSecret(channelId, 1) })
    }
    host.bind(alice, addressOf(1))
    host.bind(bob, addressOf(2))
    expect(spoken(1)).toBe(1)
    apply({ type: 'memberFlags', sourceId: 2, muted: false, deafened: true })
    expect(spoken(1)).toBe(0)
    apply({ type: 'memberFlags', sourceId: 2, muted: false, deafened: false })
    apply({ type: 'memberMoved', sourceId: 1, channelId: 2 })
    expect(spoken(2)).toBe(0)
    apply({ type: 'memberMoved', sourceId: 2, channelId: 2 })
    expect(spoken(2)).toBe(1)
    apply({ type: 'channelRemoved', channelId: 1 })
    const whispered = (): number => host.give(addressOf(1), alice.whisper(1, 0)).length
    apply({ type: 'whisperListeners', sourceId: 1, list: 1, listeners: [2] })
    apply({ type: 'whisperEpoch', sourceId: 1, list: 1, epoch: 0, secret: whisperSecret(1, 1, 0) })
    expect(whispered()).toBe(1)
    apply({ type: 'whisperEnded', sourceId: 1, list: 1 })
    expect(whispered()).toBe(0)
    apply({ type: 'tunnelIn', sourceId: 2, datagram: bob.bind() })
    expect(host.events.at(-1)).toMatchObject({ type: 'tunnelOut', sourceId: 2 })
    apply({ type: 'memberRemoved', sourceId: 2 })
    expect(spoken(2)).toBe(0)
    expect(apply({ type: 'stop' })).toBe(false)
  })
})
