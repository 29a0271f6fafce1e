import { describe, expect, test } from 'vitest'
import type { LoopbackMode } from '../../../../../electron/contract/engine.ts'
import { PIPELINE_CONFIG } from '../../../../../electron/voice/pipeline/config.ts'
import { SelfTest } from '../../../../../electron/voice/pipeline/self-test.ts'
import { levelDb } from '../../../../support/audio-measure.ts'
import { OfflineCall, type OfflineGuest } from '../../../../support/offline-call.ts'
import { PacketGuest } from '../../../../support/packet-guest.ts'

describe('a tone', () => {
  function toneOf() {
    const ended: boolean[] = []
    const test = new SelfTest({
      post: (event) => {
        if (event.type === 'toneEnded') ended.push(event.played)
      },
      onEnded: () => {},
    })
    return { test, ended }
  }

  test('waits for its loudspeaker, is played, and says when it is over', () => {
    const { test, ended } = toneOf()
    const block = new Float32Array(2 * 48_000)
    test.playTone(0)
    test.turn(10, false)
    test.addTo(block, 2)
    expect(levelDb(block)).toBe(-127)
    test.turn(20, true)
    test.addTo(block, 2)
    expect(levelDb(block)).toBeGreaterThan(-25)
    test.turn(30, true)
    expect(ended).toEqual([true])
  })

  test('gives up where there is none', () => {
    const { test, ended } = toneOf()
    test.playTone(0)
    test.turn(PIPELINE_CONFIG.toneWaitMs, false)
    test.turn(2 * PIPELINE_CONFIG.toneWaitMs, true)
    expect(ended).toEqual([false])
  })
})

describe('hearing oneself in a call', () => {
  function call(mode: LoopbackMode) {
    const call = new OfflineCall()
    const ada = call.add(new PacketGuest(1, 1), { capture: { kind: 'tone', hz: 440 } })
    const bob = call.add(new PacketGuest(2, 1))
    ada.connect([bob])
    bob.connect([ada])
    call.run(1_100)
    ada.post({ type: 'loopback', mode })
    call.run(1_000)
    return { call, ada, bob }
  }
  const last = (guest: OfflineGuest) => guest.of('stats').at(-1)?.stats
  const heard = (guest: OfflineGuest) =>
    last(guest)?.speakers.find(({ sourceId }) => sourceId === 1)?.packetsReceived

  test('over the host: own packets come back, and nobody else gets them until it is over', () => {
    const { call: running, ada, bob } = call('host')
    const [own = 0, others = 0] = [heard(ada), heard(bob)]
    running.run(1_000)
    expect(heard(ada)).toBeGreaterThan(own + 80)
    expect(heard(bob)).toBe(others)
    ada.post({ type: 'loopback', mode: 'off' })
    running.run(1_000)
    expect(heard(bob)).toBeGreaterThan(others + 80)
    expect(heard(ada)).toBeUndefined()
    expect(running.drops()).toEqual({})
  })

  test('directly: nothing is sent', () => {
    const { call: running, ada } = call('local')
    const sent = last(ada)?.framesSent
    expect(sent).toBeGreaterThan(50)
    running.run(1_000)
    expect(last(ada)?.framesSent).toBe(sent)
  })
})

describe('trying one’s own voice in a call', () => {
  function started(command: 'trial' | 'calibrate') {
    const call = new OfflineCall()
    const ada = call.add(new PacketGuest(1, 1), { capture: { kind: 'tone', hz: 440 } })
    const bob = call.add(new PacketGuest(2, 1))
    ada.connect([bob])
    bob.connect([ada])
    call.run(1_100)
    ada.post({ type: command, on: true })
    call.run(1_000)
    return { call, ada, bob }
  }
  const sent = (guest: OfflineGuest) => guest.of('stats').at(-1)?.stats.framesSent ?? 0

  test('is recorded and played, nobody else hears it, and then the call goes on', () => {
    const { call, ada } = started('trial')
    const before = sent(ada)
    call.run(2_000)
    expect(sent(ada)).toBe(before)
    expect(ada.of('testStep').map(({ step }) => step)).toEqual(['recording', 'playing'])
    call.run(4_000)
    const [ended] = ada.of('trialEnded')
    expect(ended).toMatchObject({ result: { played: true, heardDb: expect.closeTo(-15, 0) as number } })
    expect(ended).not.toHaveProperty('missing')
    expect(sent(ada)).toBeGreaterThan(before + 80)
  })

  test('room and voice are measured, until it is ended', () => {
    const { call, ada } = started('calibrate')
    const before = sent(ada)
    call.run(2_000)
    expect(sent(ada)).toBe(before)
    expect(ada.of('testStep').map(({ step }) => step)).toEqual(['room', 'speech'])
    ada.post({ type: 'calibrate', on: false })
    call.run(1_000)
    expect(ada.of('calibrated')).toMatchObject([{ result: { openDb: null } }])
    expect(sent(ada)).toBeGreaterThan(before + 80)
  })
})
