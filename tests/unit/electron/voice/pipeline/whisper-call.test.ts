import { describe, expect, test } from 'vitest'
import type { EngineOptions } from '../../../../../electron/contract/engine.ts'
import { PacketHeader, parseHeader, TARGETS } from '../../../../../electron/voice/packet/header.ts'
import { KIND } from '../../../../../electron/voice/packet/kind.ts'
import { asEngineMember } from '../../../../support/engine-worker.ts'
import { OfflineCall, type OfflineGuest } from '../../../../support/offline-call.ts'
import { PacketGuest, whisperSecret } from '../../../../support/packet-guest.ts'

const LIST = 2
const tone = { capture: { kind: 'tone', hz: 440 } } as const

/** Ada with a tone and bob in one channel, cid in another; all know ada's list. */
function whisperers(options: Partial<EngineOptions> = {}) {
  const call = new OfflineCall()
  const ada = call.add(new PacketGuest(1, 1), { ...tone, ...options })
  const bob = call.add(new PacketGuest(2, 1))
  const cid = call.add(new PacketGuest(3, 2))
  ada.connect([bob])
  bob.connect([ada])
  cid.connect([])
  agree(call, ada, [cid], 0)
  return { call, ada, bob, cid }
}

function agree(call: OfflineCall, from: OfflineGuest, listeners: OfflineGuest[], epoch: number): void {
  const { sourceId } = from.guest.member
  const secret = whisperSecret(sourceId, LIST, epoch)
  const ids = listeners.map(({ guest }) => guest.member.sourceId)
  call.router.setWhisperListeners(sourceId, LIST, ids)
  call.router.renewWhisper(sourceId, LIST, epoch, secret, call.clock.nowMs())
  const member = asEngineMember(from.guest.member)
  for (const guest of [from, ...listeners]) {
    guest.post({ type: 'whisperKey', from: member, list: LIST, epoch, secret })
  }
}

const heard = (guest: OfflineGuest) => guest.of('levels').at(-1)?.levels.speakers ?? []
const packets = (guest: OfflineGuest, whispered: boolean): number =>
  guest.stats.speakers.find((one) => (one.whispered ?? false) === whispered)?.packetsReceived ?? 0

describe('a whisper', () => {
  test('is heard by the list alone and marked there; the channel hears nothing, and counts nothing as lost', () => {
    const { call, ada, bob, cid } = whisperers()
    call.run(1_000)
    expect([packets(bob, false) > 80, packets(cid, true)]).toEqual([true, 0])
    ada.post({ type: 'whisper', list: LIST })
    call.run(100)
    const before = packets(bob, false)
    call.run(2_000)
    expect(heard(cid)).toMatchObject([{ sourceId: 1, speaking: true, whispered: true }])
    expect(heard(bob)).toMatchObject([{ sourceId: 1, speaking: false }])
    expect(ada.of('levels').at(-1)?.levels.whispering).toBe(LIST)
    // At most what was on its way.
    expect(packets(bob, false) - before).toBeLessThan(12)
    const whispered = packets(cid, true)
    expect(whispered).toBeGreaterThan(150)
    ada.post({ type: 'whisper', list: null })
    call.run(2_000)
    expect(heard(bob)).toMatchObject([{ sourceId: 1, speaking: true }])
    expect(heard(cid)).toEqual([])
    for (const guest of [bob, cid]) expect(guest.stats).toMatchObject({ lost: 0, late: 0, drops: {} })
    expect(call.drops()).toEqual({})
  })

  test('has a count of its own, which goes on over fresh epochs', () => {
    const { call, ada, cid } = whisperers()
    const seen: { target: number; epoch: number; sequence: number }[] = []
    const header = new PacketHeader()
    call.passes = (from, to, bytes) => {
      const isUp = from === ada.address && to === '10.0.0.1:7780'
      if (isUp && parseHeader(bytes, 0, bytes.length, header) === undefined && header.kind === KIND.voice)
        seen.push({ target: header.target, epoch: header.epoch, sequence: header.sequence })
      return true
    }
    call.run(500)
    ada.post({ type: 'whisper', list: LIST })
    call.run(500)
    agree(call, ada, [cid], 1)
    call.run(500)
    ada.post({ type: 'whisper', list: null })
    call.run(500)
    for (const target of [TARGETS.channel, LIST]) {
      const numbers = seen.filter((one) => one.target === target).map(({ sequence }) => sequence)
      expect(numbers.length).toBeGreaterThan(60)
      expect(numbers).toEqual(numbers.map((_number, index) => index))
    }
    const epochs = new Set(seen.filter(({ target }) => target === LIST).map(({ epoch }) => epoch))
    expect([...epochs]).toEqual([0, 1])
    expect(cid.stats).toMatchObject({ lost: 0, concealed: 0, drops: {} })
  })

  test('without a key for the list goes nowhere, not to the channel either', () => {
    const { call, ada, bob } = whisperers()
    call.run(1_000)
    ada.post({ type: 'whisper', list: 9 })
    call.run(1_100)
    const before = packets(bob, false)
    call.run(2_000)
    expect(packets(bob, false)).toBe(before)
    ada.post({ type: 'whisperEnded', sourceId: 1, list: LIST }, { type: 'whisper', list: LIST })
    call.run(2_000)
    expect(packets(bob, false)).toBe(before)
  })

  test('cannot be opened with the bytes in hand by who is not on the list', () => {
    const { call, ada, bob } = whisperers()
    call.run(500)
    ada.post({ type: 'whisper', list: LIST })
    call.passes = (_from, to, bytes) => {
      if (to === '10.0.0.1:7780' && bytes[12] === LIST) bob.transport.arrive('10.0.0.1:7780', bytes)
      return true
    }
    call.run(1_000)
    const before = bob.stats.packetsReceived
    call.run(2_000)
    expect(bob.stats.packetsReceived).toBe(before)
    expect(bob.stats.drops['bad-target']).toBeGreaterThan(100)
  })

  test('ends for who is told so, and keys it has kept open nothing that comes after', () => {
    const { call, ada, bob, cid } = whisperers()
    call.run(500)
    ada.post({ type: 'whisper', list: LIST })
    agree(call, ada, [bob], 1)
    call.passes = (_from, to, bytes) => {
      if (to === '10.0.0.1:7780' && bytes[12] === LIST) cid.transport.arrive('10.0.0.1:7780', bytes)
      return true
    }
    // Cid does not let go of what it had.
    call.run(1_000)
    const before = packets(cid, true)
    call.run(2_000)
    expect(packets(cid, true)).toBe(before)
    expect(cid.stats.drops['stale-epoch']).toBeGreaterThan(100)
    cid.post({ type: 'whisperEnded', sourceId: 1, list: LIST })
    call.run(1_000)
    expect(cid.stats.speakers).toEqual([])
    expect(packets(bob, true)).toBeGreaterThan(100)
  })

  test('holds the key of push-to-talk too, and lets nothing of it out to the channel when it is let go', () => {
    const { call, ada, bob, cid } = whisperers({ mode: 'ptt', gate: { releaseMs: 2_000 } })
    call.run(500)
    ada.post({ type: 'whisper', list: LIST })
    call.run(2_000)
    expect(packets(cid, true)).toBeGreaterThan(50)
    ada.post({ type: 'whisper', list: null })
    call.run(3_000)
    expect(packets(bob, false)).toBe(0)
    ada.post({ type: 'talk', on: true })
    call.run(2_000)
    expect(packets(bob, false)).toBeGreaterThan(50)
  })

  test('is nothing to a test of the own microphone', () => {
    const { call, ada, cid } = whisperers()
    ada.post({ type: 'loopback', mode: 'host' }, { type: 'whisper', list: LIST })
    call.run(2_000)
    expect(packets(cid, true)).toBe(0)
  })

  test('asks for another session before its numbers end', () => {
    const call = new OfflineCall()
    const ada = call.add(new PacketGuest(1, 1), tone, { firstNumber: 2 ** 32 - 2 ** 16 - 5 })
    const cid = call.add(new PacketGuest(3, 2))
    ada.connect([])
    cid.connect([])
    agree(call, ada, [cid], 0)
    ada.post({ type: 'whisper', list: LIST })
    call.run(1_000)
    expect(ada.of('numbersEnding').length).toBe(1)
  })
})
