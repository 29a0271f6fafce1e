import { describe, expect, it } from 'vitest'
import type { ChannelMix } from '../../../../../electron/voice/interfaces.ts'
import { MixVoices } from '../../../../../electron/voice/packet/mix-payload.ts'
import { MIX_DOWNLINK_CONFIG } from '../../../../../electron/voice/router/config.ts'
import type { PacketGuest } from '../../../../support/packet-guest.ts'
import { addressOf, RouterBench } from '../../../../support/router-bench.ts'

const ROOM = 1
const OTHER_ROOM = 2
const { crowd, crowdEnds } = MIX_DOWNLINK_CONFIG

/** A mix that never has anything to say: what is forwarded is what counts here. */
function silentMix(): ChannelMix {
  return {
    frameMs: 20,
    voices: new MixVoices(),
    take: () => {},
    render: () => 0,
    isActive: () => false,
    encode: () => 0,
    forget: () => {},
    rest: () => {},
    close: () => {},
  }
}

/** A host with so many in a channel that leaves the choice to it; guest 1 speaks. */
function crowded(members: number, delivery: 'auto' | 'forward' = 'auto') {
  const host = new RouterBench({}, silentMix)
  for (const channel of [ROOM, OTHER_ROOM]) host.channel(channel)
  host.router.setChannelAudio(ROOM, { delivery, topN: 0 })
  const speaker = host.bound(1, ROOM)
  for (let id = 2; id <= members; id += 1) host.bound(id, ROOM)
  return { host, speaker }
}

/** To how many a packet of the speaker is forwarded. */
const heardBy = (host: RouterBench, speaker: PacketGuest) =>
  host.give(addressOf(1), speaker.voice(ROOM, 1)).length

describe('a channel that leaves the choice to the host', () => {
  it('is forwarded until it is a crowd, and mixed for all from then on', () => {
    const { host, speaker } = crowded(crowd - 1)
    expect(heardBy(host, speaker)).toBe(crowd - 2)
    host.bound(crowd, ROOM)
    expect(heardBy(host, speaker)).toBe(0)
  })

  it('is forwarded again when it has become clearly smaller, by leaving or moving', () => {
    const { host, speaker } = crowded(crowd)
    for (let id = crowd; id > crowdEnds + 1; id -= 1) host.router.removeMember(id, host.nowMs)
    host.router.moveMember(crowdEnds + 1, OTHER_ROOM)
    expect(heardBy(host, speaker)).toBe(0)
    host.router.moveMember(crowdEnds, OTHER_ROOM)
    expect(heardBy(host, speaker)).toBe(crowdEnds - 2)
    host.router.moveMember(crowdEnds, ROOM)
    expect(heardBy(host, speaker)).toBe(crowdEnds - 1)
  })

  it('is forwarded to who asks for that', () => {
    const { host, speaker } = crowded(crowd)
    host.router.setDownlink(7, 'forward')
    expect(heardBy(host, speaker)).toBe(1)
  })

  it('counts who comes back with the same source once', () => {
    const { host, speaker } = crowded(crowd - 1)
    for (let again = 0; again < 3; again += 1) host.bound(2, ROOM)
    expect(heardBy(host, speaker)).toBe(crowd - 2)
  })
})

it('a channel that is to be forwarded is, however many there are', () => {
  const { host, speaker } = crowded(crowd + 1, 'forward')
  expect(heardBy(host, speaker)).toBe(crowd)
})
