import { describe, expect, test } from 'vitest'
import { KIND } from '../../../../../electron/voice/packet/kind.ts'
import { FakeAudio, fakeDevice } from '../../../../support/fake-audio.ts'
import { OfflineCall, type OfflineGuest } from '../../../../support/offline-call.ts'
import { epochSecret, PacketGuest } from '../../../../support/packet-guest.ts'
import { seededRandom } from '../../../../support/seeded-random.ts'

const tone = { capture: { kind: 'tone', hz: 440 } } as const
const kindOf = (bytes: Uint8Array) => (bytes[0] ?? 0) & 0x0f

/** Two guests of channel 1 who know each other, the first of them with a tone. */
function pair(options = {}): { call: OfflineCall; talker: OfflineGuest; listener: OfflineGuest } {
  const call = new OfflineCall()
  const talker = call.add(new PacketGuest(1, 1), { ...tone, ...options })
  const listener = call.add(new PacketGuest(2, 1))
  talker.connect([listener])
  listener.connect([talker])
  return { call, talker, listener }
}

const speakers = (guest: OfflineGuest) => guest.of('levels').at(-1)?.levels.speakers ?? []

describe('a call', () => {
  test('binds with proof, and every packet is heard', () => {
    const { call, talker, listener } = pair()
    call.run(2_000)
    expect([talker.paths, listener.paths]).toEqual([['udp'], ['udp']])
    expect(speakers(listener)).toEqual([
      { sourceId: 1, levelDb: expect.closeTo(-15, 0) as number, speaking: true },
    ])
    const sent = talker.stop().stats
    call.run(100)
    const heard = listener.stop().stats
    expect(heard).toMatchObject({
      packetsReceived: sent.framesSent,
      lost: 0,
      late: 0,
      concealed: 0,
      drops: {},
    })
    expect(heard.speakers[0]).toMatchObject({ sourceId: 1, nickname: 'member 1', targetDelayMs: 15 })
    expect(heard.speakers[0]).toMatchObject({ lossPercent: 0, concealedPercent: 0 })
    // The target, and up to a block more.
    expect(heard.speakers[0]?.heldMs).toBeGreaterThanOrEqual(14.5)
    expect(heard.speakers[0]?.heldMs).toBeLessThanOrEqual(18.5)
    expect(sent.framesSent).toBeGreaterThan(195)
    expect(call.drops()).toEqual({})
  })

  test('the way from mouth to ear is the sum of both sides, once the speaker has told its own', () => {
    const { call, talker, listener } = pair()
    call.run(1_000)
    expect(listener.stats.speakers[0]?.mouthToEarMs).toBeNull()
    const own = talker.stats.ownDelay
    expect(own).toEqual({
      ...{ capture: 0, processing: 0, frame: 10, codec: 2.5, network: expect.closeTo(0.5, 5) as number },
      ...{ mix: 1, playback: 0 },
    })
    const { sourceId, sessionNonce } = talker.guest.member
    const sendDelay = { captureMs: 7, networkMs: 0.5 }
    listener.post({ type: 'members', members: [{ sourceId, sessionNonce, nickname: 'Ada', sendDelay }] })
    call.run(1_000)
    const [heard] = listener.stats.speakers
    const { total, ...parts } = heard?.mouthToEarMs ?? { total: NaN }
    expect(parts).toEqual({
      ...{
        capture: 7,
        frame: 10,
        codec: 2.5,
        network: expect.closeTo(1, 5) as number,
        mix: 1,
        playback: 0,
      },
      held: heard?.heldMs,
    })
    expect(total).toBeCloseTo(7 + 10 + 2.5 + 1 + 1 + (heard?.heldMs ?? NaN), 5)
    // The buffer has not begun anew.
    expect(heard?.packetsReceived).toBeGreaterThan(190)
  })

  test('what waited in the system counts from when it came there', () => {
    const { call, listener } = pair()
    // Half of the round trip of 1 ms.
    listener.transport.batch.ages.fill(500)
    call.run(1_000)
    expect(listener.stats.ownDelay.network).toBeCloseTo(0.25, 5)
  })

  test.each([2.5, 5, 20, 40, 60] as const)('works with frames of %d ms', (frameMs) => {
    const { call, talker, listener } = pair({ frameMs })
    call.run(1_500)
    expect(speakers(listener)[0]?.levelDb).toBeCloseTo(-15, 0)
    const sent = talker.stop().stats.framesSent
    call.run(200)
    expect(listener.stop().stats).toMatchObject({ packetsReceived: sent, lost: 0, concealed: 0 })
    expect(sent).toBeGreaterThan(1_200 / frameMs)
  })

  test('lost packets are counted and concealed, exactly', () => {
    const { call, talker, listener } = pair()
    call.run(500)
    let voice = 0
    let lost = 0
    call.passes = (_, to, bytes) => {
      if (to !== listener.address || kindOf(bytes) !== KIND.voice) return true
      voice += 1
      if (voice % 10 === 0) lost += 1
      return voice % 10 !== 0
    }
    call.run(1_000)
    call.passes = () => true
    call.run(200)
    talker.stop()
    call.run(100)
    expect(listener.stop().stats).toMatchObject({ lost, late: 0, concealed: lost })
    expect(lost).toBeGreaterThan(5)
  })

  test('muted sends nothing, deafened neither sends nor plays', () => {
    const { call, talker, listener } = pair()
    call.run(500)
    const before = listener.of('levels').length
    talker.post({ type: 'flags', muted: true, deafened: false })
    call.run(300)
    const sent = talker.of('levels').at(-1)?.levels
    expect(sent).toMatchObject({ sending: false, captureDb: expect.closeTo(-15, 0) as number })
    expect(listener.of('levels').length).toBeGreaterThan(before)
    expect(speakers(listener)[0]).toMatchObject({ levelDb: -127, speaking: false })
    talker.post({ type: 'flags', muted: false, deafened: false })
    listener.post({ type: 'flags', muted: false, deafened: true })
    call.run(500)
    expect(speakers(listener)[0]).toMatchObject({ levelDb: -127, speaking: false })
    listener.post({ type: 'flags', muted: false, deafened: false })
    call.run(200)
    expect(speakers(listener)[0]?.speaking).toBe(true)
    expect(listener.stop().stats).toMatchObject({ lost: 0, concealed: 0 })
  })

  test('mode vad sends speech only', () => {
    const { call, talker } = pair({ mode: 'vad', capture: { kind: 'silence' } })
    call.run(500)
    expect(talker.stop().stats.framesSent).toBe(0)
  })

  test('a fresh epoch is switched to at once, the one before is good for 3 s', () => {
    const { call, talker, listener } = pair()
    call.run(300)
    const renew = (guest: OfflineGuest) => {
      guest.post({ type: 'epoch', channelId: 1, epoch: 2, secret: epochSecret(1, 2) })
    }
    call.router.renewEpoch(1, 2, epochSecret(1, 2), call.clock.nowMs())
    renew(listener)
    call.run(2_500)
    renew(talker)
    call.run(1_000)
    const sent = talker.stop().stats.framesSent
    call.run(100)
    expect(listener.stop().stats).toMatchObject({ packetsReceived: sent, lost: 0, drops: {} })
  })

  test('after the grace time the old epoch is refused', () => {
    const { call, listener } = pair()
    call.run(300)
    listener.post({ type: 'epoch', channelId: 1, epoch: 2, secret: epochSecret(1, 2) })
    call.run(3_500)
    expect(listener.stop().stats.drops['stale-epoch']).toBeGreaterThan(30)
  })
})

describe('datagrams', () => {
  test('replayed, altered, of strangers, or from elsewhere are dropped under their reason', () => {
    const { call, listener } = pair()
    const kept: Uint8Array[] = []
    call.passes = (from, to, bytes) => {
      if (from === '10.0.0.1:7780' && to === listener.address && kindOf(bytes) === KIND.voice)
        kept.push(bytes)
      return true
    }
    call.run(400)
    const arrive = (bytes: Uint8Array | undefined, from = '10.0.0.1:7780') => {
      listener.transport.arrive(from, bytes ?? new Uint8Array(0))
    }
    const last = kept.at(-1)?.slice() ?? new Uint8Array(0)
    arrive(last)
    const flipped = last.slice()
    flipped[20] = (flipped[20] ?? 0) ^ 1
    flipped[7] = (flipped[7] ?? 0) + 9
    arrive(flipped)
    arrive(new PacketGuest(9, 1).voice(1, 1))
    arrive(last, '10.9.9.9:1')
    arrive(new Uint8Array(5))
    arrive(new Uint8Array(1_300).fill(0x11))
    arrive(new Uint8Array(64).fill(0x21))
    call.run(20)
    expect(listener.stop().stats.drops).toEqual({
      ...{
        'replayed': 1,
        'forged': 1,
        'unknown-source': 1,
        'wrong-address': 1,
        'too-short': 1,
        'too-long': 1,
      },
      'bad-version': 1,
    })
  })
})

describe('the way to the host', () => {
  test('is measured and kept alive, more often while somebody speaks', () => {
    const { call, talker } = pair()
    let pings = 0
    call.passes = (from, _, bytes) => {
      if (from === talker.address && kindOf(bytes) === KIND.ping) pings += 1
      return true
    }
    call.run(5_500)
    expect(pings).toBe(6)
    expect(talker.stop().stats.rttMs).toBeCloseTo(1, 5)
  })

  test('goes through the WebSocket after 3 s without an answer, and back when UDP answers', () => {
    const { call, talker, listener } = pair()
    call.passes = (from, to) => from !== talker.address && to !== talker.address
    call.run(2_900)
    expect(talker.paths).toEqual([])
    call.run(1_100)
    expect(talker.of('path')).toEqual([
      { type: 'path', path: 'tcp', cause: 'UDP to 10.0.0.1 port 7780 gets no answer' },
    ])
    call.run(1_000)
    expect(speakers(listener)[0]?.speaking).toBe(true)
    call.passes = () => true
    call.run(5_100)
    expect(talker.paths).toEqual(['tcp', 'udp'])
    call.run(500)
    expect(speakers(listener)[0]?.speaking).toBe(true)
    expect(listener.stop().stats).toMatchObject({ lost: 0, duplicate: 0 })
  })

  test('that dies in a call is left for the WebSocket within 3.5 s, and taken again when it answers', () => {
    const { call, talker, listener } = pair()
    call.run(1_000)
    call.passes = (from, to) => from !== talker.address && to !== talker.address
    let ms = 0
    let backMs = 0
    call.run(6_000, () => {
      ms += 1
      if (backMs === 0 && ms > 600 && speakers(listener)[0]?.speaking === true) backMs = ms
    })
    expect(backMs).toBeGreaterThan(2_000)
    expect(backMs).toBeLessThan(3_500)
    expect(talker.of('path').slice(1)).toEqual([
      { type: 'path', path: 'tcp', cause: 'UDP to 10.0.0.1 port 7780 gets no answer any more' },
    ])
    call.passes = () => true
    call.run(5_100)
    expect(talker.paths).toEqual(['udp', 'tcp', 'udp'])
  })

  test('whose packets reach the host no more is left too, though others are still heard', () => {
    const { call, talker, listener } = pair()
    call.run(1_000)
    call.passes = (from) => from !== listener.address
    call.run(3_500)
    expect(listener.paths).toEqual(['udp', 'tcp'])
    expect(speakers(listener)[0]?.speaking).toBe(true)
    expect(talker.paths).toEqual(['udp'])
  })

  test('that is down for a moment is taken again at once', () => {
    const { call, talker } = pair()
    call.run(1_000)
    call.passes = (from, to) => from !== talker.address && to !== talker.address
    call.run(3_100)
    call.passes = () => true
    call.run(300)
    expect(talker.paths).toEqual(['udp', 'tcp', 'udp'])
  })

  test('that loses every fifth packet each way is kept', () => {
    const call = new OfflineCall()
    const talker = call.add(new PacketGuest(1, 1), { mode: 'ptt' })
    talker.connect([])
    call.run(1_000)
    talker.post({ type: 'talk', on: true })
    const random = seededRandom(5)
    call.passes = () => random.fraction() >= 0.2
    call.run(20_000)
    expect(talker.paths).toEqual(['udp'])
  })

  test('ends with a bye; another session begins with nothing of the one before', () => {
    const { call, talker, listener } = pair()
    call.run(300)
    talker.post({ type: 'disconnect' })
    call.run(50)
    expect(talker.paths).toEqual(['udp', 'none'])
    call.router.addMember(talker.guest.member, call.clock.nowMs())
    talker.connect([])
    call.run(500)
    expect(talker.paths).toEqual(['udp', 'none', 'udp'])
    listener.post({ type: 'members', members: [] })
    call.run(100)
    expect(speakers(listener)).toEqual([])
    expect(listener.stop().stats.packetsReceived).toBeGreaterThan(20)
  })
})

describe('devices', () => {
  test('that fail are events, and the call goes on without', () => {
    const call = new OfflineCall()
    const deaf = call.add(new PacketGuest(1, 1), {
      capture: { kind: 'device', name: 'default' },
      playback: { kind: 'device', name: 'default' },
    })
    deaf.connect([])
    call.run(1_000)
    expect(deaf.paths).toEqual(['udp'])
    expect(deaf.of('device').map(({ which, error }) => [which, error?.code])).toEqual([
      ['capture', 'audio-unavailable'],
      ['playback', 'audio-unavailable'],
    ])
  })

  test('are listed, exchanged while the call runs, and named when a file is missing', () => {
    const call = new OfflineCall()
    const audio = new FakeAudio([fakeDevice({ name: 'Card', isDefaultInput: true, isDefaultOutput: true })])
    const guest = call.add(new PacketGuest(1, 1), { ...tone }, { audio })
    guest.post({ type: 'listDevices', id: 7 })
    guest.post({
      ...{ type: 'devices', capture: { kind: 'device', name: 'Card' } },
      playback: { kind: 'device', name: 'default' },
    })
    call.run(20)
    expect(guest.of('deviceList')[0]).toMatchObject({ id: 7, list: { devices: [{ name: 'Card' }] } })
    expect([audio.streams.length, guest.engine.hasDevice]).toEqual([2, true])
    guest.post({
      ...{ type: 'devices', playback: { kind: 'null' } },
      capture: { kind: 'wav', file: '/nowhere/at/all.wav', loop: false },
    })
    call.run(20)
    expect(audio.streams.every(({ closed }) => closed)).toBe(true)
    expect(guest.of('device').at(-1)).toMatchObject({ which: 'capture', error: { code: 'file-unreadable' } })
  })
})

test('reports: levels 20 times a second, statistics once, the first samples’ times at the end', () => {
  const { call, talker } = pair()
  call.run(2_000)
  expect(talker.of('levels').length).toBeGreaterThanOrEqual(39)
  expect(talker.of('levels').length).toBeLessThanOrEqual(41)
  expect(talker.of('stats').map(({ stats }) => Math.round(stats.timeS))).toEqual([1, 2])
  const { inputStartedAtNs, outputStartedAtNs } = talker.stop()
  expect(outputStartedAtNs).toBe('1000000000')
  expect(Number(inputStartedAtNs)).toBeGreaterThan(1_000_000_000)
})

test('a session whose voice numbers come to their end is said to need another, once', () => {
  const call = new OfflineCall()
  const talker = call.add(new PacketGuest(1, 1), tone, { firstNumber: 2 ** 32 - 2 ** 16 - 50 })
  talker.connect([])
  call.run(400)
  expect(talker.of('numbersEnding')).toHaveLength(0)
  call.run(1_000)
  expect(talker.of('numbersEnding')).toHaveLength(1)
})
