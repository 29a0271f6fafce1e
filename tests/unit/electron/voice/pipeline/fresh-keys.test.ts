import { describe, expect, test } from 'vitest'
import { PIPELINE_CONFIG } from '../../../../../electron/voice/pipeline/config.ts'
import { asEngineMember } from '../../../../support/engine-worker.ts'
import { OfflineCall, type OfflineGuest } from '../../../../support/offline-call.ts'
import { epochSecret, PacketGuest, whisperSecret } from '../../../../support/packet-guest.ts'

const LIST = 1
const tone = { capture: { kind: 'tone', hz: 440 } } as const
const { earlyMs } = PIPELINE_CONFIG

/** Ada with a tone, and bob; both in channel 1, and know each other. */
function pair() {
  const call = new OfflineCall()
  const ada = call.add(new PacketGuest(1, 1), tone)
  const bob = call.add(new PacketGuest(2, 1))
  ada.connect([bob])
  bob.connect([ada])
  call.run(300)
  return { call, ada, bob }
}

/** The host has a fresh key for channel 1; these guests have it too. */
function renew(call: OfflineCall, epoch: number, ...guests: OfflineGuest[]): void {
  call.router.renewEpoch(1, epoch, epochSecret(1, epoch), call.clock.nowMs())
  tell(epoch, ...guests)
}

function tell(epoch: number, ...guests: OfflineGuest[]): void {
  for (const guest of guests)
    guest.post({ type: 'epoch', channelId: 1, epoch, secret: epochSecret(1, epoch) })
}

/** Both stop; what was sent and what was heard. */
function ended(call: OfflineCall, ada: OfflineGuest, bob: OfflineGuest) {
  const { framesSent } = ada.stop().stats
  call.run(100)
  return { framesSent, heard: bob.stop().stats }
}

describe('voice that overtakes its key', () => {
  test.each([1, 20, 200, earlyMs - 10])(
    'loses nothing where the listener has the key %d ms later',
    (lateMs) => {
      const { call, ada, bob } = pair()
      renew(call, 2, ada)
      call.run(lateMs)
      tell(2, bob)
      call.run(500)
      const { framesSent, heard } = ended(call, ada, bob)
      expect(heard).toMatchObject({ packetsReceived: framesSent, lost: 0, drops: {} })
      expect(call.drops()).toEqual({})
    },
  )

  test('loses nothing where several keys follow each other and all of them are late', () => {
    const { call, ada, bob } = pair()
    for (const epoch of [2, 3, 4]) {
      renew(call, epoch, ada)
      call.run(250)
    }
    for (const epoch of [2, 3, 4]) {
      tell(epoch, bob)
      call.run(50)
    }
    call.run(500)
    const { framesSent, heard } = ended(call, ada, bob)
    expect(heard).toMatchObject({ packetsReceived: framesSent, lost: 0, drops: {} })
  })

  test('is refused, and counted, where the key never comes', () => {
    const { call, ada, bob } = pair()
    renew(call, 2, ada)
    call.run(earlyMs - 10)
    expect(bob.stats.drops).toEqual({})
    call.run(2_000)
    const { framesSent, heard } = ended(call, ada, bob)
    expect(heard.packetsReceived).toBeLessThan(40)
    expect(heard.drops).toEqual({ 'stale-epoch': framesSent - heard.packetsReceived })
  })
})

describe('voice that overtakes who is speaking', () => {
  test('is heard from its first packet on', () => {
    const call = new OfflineCall()
    const ada = call.add(new PacketGuest(1, 1), tone)
    const bob = call.add(new PacketGuest(2, 1))
    bob.connect([])
    call.run(100)
    ada.connect([bob])
    call.run(200)
    bob.post({ type: 'members', members: [asEngineMember(ada.guest.member)] })
    call.run(500)
    const { framesSent, heard } = ended(call, ada, bob)
    expect(heard).toMatchObject({ packetsReceived: framesSent, lost: 0, drops: {} })
  })

  test('to a list that the listener does not know yet is heard whole', () => {
    const { call, ada, bob } = pair()
    const secret = whisperSecret(1, LIST, 0)
    call.router.setWhisperListeners(1, LIST, [2])
    call.router.renewWhisper(1, LIST, 0, secret, call.clock.nowMs())
    const key = {
      type: 'whisperKey',
      from: asEngineMember(ada.guest.member),
      list: LIST,
      epoch: 0,
      secret,
    } as const
    ada.post(key, { type: 'whisper', list: LIST })
    call.run(200)
    bob.post(key)
    call.run(500)
    const { framesSent, heard } = ended(call, ada, bob)
    expect(heard).toMatchObject({ packetsReceived: framesSent, lost: 0, drops: {} })
  })
})
