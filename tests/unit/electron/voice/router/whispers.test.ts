import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { PacketHeader, parseHeader, LAST_LIST } from '../../../../../electron/voice/packet/header.ts'
import { composeNonce } from '../../../../../electron/voice/packet/nonce.ts'
import { FORGED, PacketOpener } from '../../../../../electron/voice/packet/seal.ts'
import { sourceKey, whisperKey } from '../../../../../electron/voice/packet/source-key.ts'
import { addressOf, RouterBench } from '../../../../support/router-bench.ts'
import { epochSecret, PacketGuest, whisperSecret } from '../../../../support/packet-guest.ts'
import { WRAP_POINTS } from '../../../../support/wrap-points.ts'

const ROOM = 1
const OTHER_ROOM = 2
const LIST = 3

/** Alice, bob and carol in one channel, dan in another; alice whispers to bob and dan. */
function bench(): { host: RouterBench; alice: PacketGuest } {
  const host = new RouterBench()
  for (const channel of [ROOM, OTHER_ROOM]) host.channel(channel)
  const alice = host.bound(1, ROOM)
  host.bound(2, ROOM)
  host.bound(3, ROOM)
  host.bound(4, OTHER_ROOM)
  agree(host, [2, 4])
  return { host, alice }
}

function agree(host: RouterBench, listeners: number[], epoch = 0): void {
  host.router.setWhisperListeners(1, LIST, listeners)
  host.router.renewWhisper(1, LIST, epoch, whisperSecret(1, LIST, epoch), host.nowMs)
}

const receivers = (host: RouterBench, packet: Uint8Array): string[] =>
  host
    .give(addressOf(1), packet)
    .map(({ to }) => to)
    .sort()

describe('whispers', () => {
  it('reach exactly those on the list, in whichever channel, with the very bytes', () => {
    const { host, alice } = bench()
    const packet = alice.whisper(LIST, 0)
    const sent = host.give(addressOf(1), packet)
    expect(sent.map(({ to }) => to).sort()).toEqual([addressOf(2), addressOf(4)])
    for (const { bytes } of sent) expect(bytes).toEqual(packet)
    expect([host.count('voiceIn'), host.drops()]).toEqual([1, {}])
  })

  it('are counted as forwarded to those alone', () => {
    const { host, alice } = bench()
    host.give(addressOf(1), alice.whisper(LIST, 0), alice.whisper(LIST, 0))
    const bob = new PacketGuest(2, ROOM)
    bob.hopSequence = 2
    const [pong] = host.give(addressOf(2), bob.ping())
    expect(bob.answer(pong?.bytes ?? new Uint8Array())).toMatchObject({ forwarded: 2 })
  })

  it('go through the WebSocket of who has no UDP, and not to the deafened or unbound', () => {
    const { host, alice } = bench()
    const eve = host.guest(5, OTHER_ROOM)
    host.guest(6, OTHER_ROOM)
    host.router.tunnelIn(5, eve.bind(), host.nowMs)
    host.router.setFlags(2, false, true)
    host.router.setWhisperListeners(1, LIST, [2, 4, 5, 6])
    const packet = alice.whisper(LIST, 0)
    expect(receivers(host, packet)).toEqual([addressOf(4)])
    expect(host.events.at(-1)).toEqual({ type: 'tunnelOut', sourceId: 5, datagram: packet })
  })

  it('never come back to the sender, whatever the list says', () => {
    const { host, alice } = bench()
    agree(host, [1, 2])
    expect(receivers(host, alice.whisper(LIST, 0))).toEqual([addressOf(2)])
  })

  it('of the muted are dropped', () => {
    const { host, alice } = bench()
    host.router.setFlags(1, true, false)
    expect(receivers(host, alice.whisper(LIST, 0))).toEqual([])
    expect(host.drops()).toEqual({ muted: 1 })
  })

  it('to a list nobody agreed, or one that ended, are refused before anything is opened', () => {
    const { host, alice } = bench()
    for (const list of [1, LIST + 1, LAST_LIST]) {
      expect(receivers(host, alice.whisper(list, 0))).toEqual([])
    }
    host.router.endWhisper(1, LIST)
    expect(receivers(host, alice.whisper(LIST, 0))).toEqual([])
    expect(host.drops()).toEqual({ 'bad-target': 4 })
  })

  it('follow the list: who is taken off hears nothing from the next packet on, who comes on hears it', () => {
    const { host, alice } = bench()
    agree(host, [4], 1)
    expect(receivers(host, alice.whisper(LIST, 1))).toEqual([addressOf(4)])
    agree(host, [3], 2)
    expect(receivers(host, alice.whisper(LIST, 2))).toEqual([addressOf(3)])
  })

  it('reach nobody who left, and a member of the same number that comes later is not on the list', () => {
    const { host, alice } = bench()
    host.router.removeMember(4, host.nowMs)
    expect(receivers(host, alice.whisper(LIST, 0))).toEqual([addressOf(2)])
    host.bound(4, OTHER_ROOM)
    expect(receivers(host, alice.whisper(LIST, 0))).toEqual([addressOf(2)])
  })

  it('end with the stay of the sender', () => {
    const { host } = bench()
    host.router.removeMember(1, host.nowMs)
    const again = host.bound(1, ROOM)
    expect(receivers(host, again.whisper(LIST, 0))).toEqual([])
    expect(host.drops()).toEqual({ 'bad-target': 1 })
  })

  it('take the epoch before for 3 s, then no more', () => {
    const { host, alice } = bench()
    agree(host, [2, 4], 1)
    host.nowMs += 2_999
    expect(receivers(host, alice.whisper(LIST, 0)).length).toBe(2)
    host.nowMs += 1
    expect(receivers(host, alice.whisper(LIST, 0))).toEqual([])
    expect(host.drops()).toEqual({ 'stale-epoch': 1 })
  })

  it('wrap their epoch from 255 to 0', () => {
    const { host, alice } = bench()
    agree(host, [2], 255)
    expect(receivers(host, alice.whisper(LIST, 255))).toEqual([addressOf(2)])
    agree(host, [2], 0)
    expect(receivers(host, alice.whisper(LIST, 0))).toEqual([addressOf(2)])
    expect(receivers(host, alice.whisper(LIST, 255))).toEqual([addressOf(2)])
  })
})

describe('the scope of a list', () => {
  it('counts by itself: neither the channel nor another list sees a gap or a replay', () => {
    const { host, alice } = bench()
    host.router.setWhisperListeners(1, 7, [3])
    host.router.renewWhisper(1, 7, 0, whisperSecret(1, 7, 0), host.nowMs)
    for (const sequence of WRAP_POINTS) {
      const packets = [
        alice.voice(ROOM, 1, { sequence }),
        alice.whisper(LIST, 0, { sequence }),
        alice.whisper(7, 0, { sequence }),
      ]
      host.give(addressOf(1), ...packets)
      expect(host.drops()).toEqual({})
    }
    expect(host.count('voiceIn')).toBe(3 * WRAP_POINTS.length)
  })

  it('takes each number once, and nothing older than its window', () => {
    const { host, alice } = bench()
    host.give(addressOf(1), alice.whisper(LIST, 0, { sequence: 2_000 }))
    for (const [sequence, reason] of [
      [2_000, 'replayed'],
      [2_000 - 1_024, 'too-old'],
    ] as const) {
      const before = host.drops()[reason] ?? 0
      expect(receivers(host, alice.whisper(LIST, 0, { sequence }))).toEqual([])
      expect(host.drops()[reason]).toBe(before + 1)
    }
    expect(receivers(host, alice.whisper(LIST, 0, { sequence: 2_000 - 1_023 })).length).toBe(2)
  })

  it('opens to its own key alone: not that of the channel, of another list, source, stay or epoch', () => {
    const { alice } = bench()
    const { sourceId, sessionNonce } = alice.member
    const packet = alice.whisper(LIST, 0)
    const opens = (key: Uint8Array): boolean =>
      new PacketOpener().open(packet, 0, packet.length, key) !== FORGED
    const secret = whisperSecret(sourceId, LIST, 0)
    expect(opens(whisperKey(secret, LIST, sourceId, sessionNonce))).toBe(true)
    const others = [
      sourceKey(epochSecret(ROOM, 1), sourceId, sessionNonce),
      sourceKey(secret, sourceId, sessionNonce),
      whisperKey(secret, LIST + 1, sourceId, sessionNonce),
      whisperKey(secret, LIST, sourceId + 1, sessionNonce),
      whisperKey(secret, LIST, sourceId, new Uint8Array(16)),
      whisperKey(whisperSecret(sourceId, LIST, 1), LIST, sourceId, sessionNonce),
      whisperKey(epochSecret(ROOM, 1), LIST, sourceId, sessionNonce),
    ]
    for (const key of others) expect(opens(key)).toBe(false)
  })

  it('lets nobody turn a whisper to the channel, or to another list', () => {
    const { host, alice } = bench()
    const packet = alice.whisper(LIST, 0)
    for (const target of [0, 4, 31, 32, 255]) {
      const turned = Uint8Array.from(packet)
      turned[12] = target
      expect(receivers(host, turned)).toEqual([])
    }
    expect(host.count('voiceIn')).toBe(0)
  })

  it('never sees key and nonce together again', () => {
    const seen = new Set<string>()
    let made = 0
    const { alice } = bench()
    const nonce = new Uint8Array(12)
    const note = (scope: string, packet: Uint8Array): void => {
      composeNonce(nonce, packet, 0)
      seen.add(`${scope} ${Buffer.from(nonce).toString('hex')}`)
      made += 1
    }
    // The key is the scope and its epoch's secret; what differs in neither must differ in the nonce.
    const send = fc.record({ list: fc.integer({ min: 0, max: LAST_LIST }), epoch: fc.nat({ max: 255 }) })
    fc.assert(
      fc.property(fc.array(send, { maxLength: 50 }), (sends) => {
        for (const { list, epoch } of sends) {
          const packet = list === 0 ? alice.voice(ROOM, epoch) : alice.whisper(list, epoch)
          note(`${String(list)} ${String(epoch)}`, packet)
          const header = new PacketHeader()
          expect(parseHeader(packet, 0, packet.length, header)).toBeUndefined()
          expect([header.target, header.epoch]).toEqual([list, epoch])
        }
        expect(seen.size).toBe(made)
      }),
      { numRuns: 20 },
    )
  })
})
