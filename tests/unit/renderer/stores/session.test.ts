import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import { useSessionStore } from '../../../../renderer/stores/session.ts'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'
import { FAKE_INVITE, fakeMember, fakeRoom } from '../../../support/fake-services.ts'

let fake: FakeBridge

beforeEach(() => {
  setActivePinia(createPinia())
  fake = fakeBridge()
  provideBridge(fake.bridge)
})

const ROOM = fakeRoom([
  fakeMember(2, 'Zoe', { channelId: 2 }),
  fakeMember(1, 'Ada', { muted: true }),
  fakeMember(3, 'Bo'),
])

describe('session store', () => {
  it('shows members by channel in order', async () => {
    const session = useSessionStore()
    fake.voice.become({ state: 'ready', room: ROOM })
    await settle()
    expect(
      session.channels.map(({ channel, members }) => [channel.name, members.map((m) => m.nickname)]),
    ).toEqual([
      ['Lobby', ['Ada', 'Bo']],
      ['Workshop', ['Zoe']],
      ['Quiet corner', []],
    ])
    expect(session.here?.channel.name).toBe('Lobby')
    expect(session.you?.nickname).toBe('Ada')
    expect(session.flags).toEqual({ muted: true, deafened: false })
    expect(session.inCall).toBe(true)
  })

  it('deafens and mutes together, and unmutes both', async () => {
    const session = useSessionStore()
    await session.connect({ invite: FAKE_INVITE, nickname: 'Ada' })
    await session.toggleDeafen()
    await session.toggleMute()
    expect(fake.voice.asked.slice(1)).toEqual([
      ['setFlags', { muted: true, deafened: true }],
      ['setFlags', { muted: false, deafened: false }],
    ])
  })

  it('keeps the room while the connection is being resumed, and the error when it is closed', async () => {
    const session = useSessionStore()
    const error = { code: 'host-unreachable', message: 'm', next: 'n' } as const
    fake.voice.become({ state: 'resuming', room: ROOM, attempt: 1, retryInMs: 100, error })
    await settle()
    expect(session.room?.members).toHaveLength(3)
    fake.voice.become({ state: 'closed', error })
    await settle()
    expect(session.inCall).toBe(false)
    expect(session.error).toEqual(error)
  })

  it('says why a request was refused, and forgets it with the next one', async () => {
    const session = useSessionStore()
    fake.voice.refuse = 'invite-spent'
    await session.connect({ invite: FAKE_INVITE, nickname: 'Ada' })
    expect(session.error?.code).toBe('invite-spent')
    await session.connect({ invite: FAKE_INVITE, nickname: 'Ada' })
    expect(session.error).toBeUndefined()
  })

  it('joins again, muted as before, when the voice service comes back', async () => {
    const session = useSessionStore()
    await session.connect({ invite: FAKE_INVITE, nickname: 'Ada' })
    await session.toggleMute()
    fake.voice.room = fakeRoom([fakeMember(1, 'Ada')])
    fake.tellApp.onService({ service: 'voice', running: true })
    await settle()
    await expect
      .poll(() => fake.voice.asked.map(([name]) => name))
      .toEqual(['connect', 'setFlags', 'connect', 'setFlags'])
    expect(session.flags.muted).toBe(true)
  })

  it('stays away after leaving', async () => {
    const session = useSessionStore()
    await session.connect({ invite: FAKE_INVITE, nickname: 'Ada' })
    await session.leave()
    fake.tellApp.onService({ service: 'voice', running: true })
    await settle()
    expect(fake.voice.asked.map(([name]) => name)).toEqual(['connect', 'leave'])
  })
})
