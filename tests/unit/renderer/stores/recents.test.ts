import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import { useRecentsStore } from '../../../../renderer/stores/recents.ts'
import { useSessionStore } from '../../../../renderer/stores/session.ts'
import { useSettingsStore } from '../../../../renderer/stores/settings.ts'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'

let fake: FakeBridge

const inviteOf = (host: number): string => {
  const key = String.fromCharCode(65 + host).repeat(43)
  return `palabre://192.168.1.${String(host)}/?k=${key}&t=t`
}

beforeEach(() => {
  setActivePinia(createPinia())
  fake = fakeBridge()
  provideBridge(fake.bridge)
})

describe('recent hosts', () => {
  it('are remembered once each, the newest first, and only so many', async () => {
    const recents = useRecentsStore()
    const session = useSessionStore()
    for (const host of [0, 1, 2, 3, 4, 5, 6, 7, 8, 4]) {
      await session.connect({ invite: inviteOf(host), nickname: 'Ada' })
      await settle()
      await session.leave()
      await settle()
    }
    expect(recents.hosts.map(({ invite }) => invite)).toEqual([4, 8, 7, 6, 5, 3, 2, 1].map(inviteOf))
    expect(recents.hosts[0]?.name).toBe('Ada’s place')
    expect(fake.app.stored.recentHosts).toHaveLength(8)
    await recents.forget(recents.hosts[0]?.fingerprint ?? '')
    expect(recents.hosts[0]?.invite).toBe(inviteOf(8))
  })

  it('are there or away, as they answer', async () => {
    const settings = useSettingsStore()
    const recents = useRecentsStore()
    const hostOf = (host: number) => {
      const invite = inviteOf(host)
      return { fingerprint: String.fromCharCode(65 + host).repeat(43), name: 'n', invite, lastMs: 1 }
    }
    await settings.save({ recentHosts: [hostOf(1), hostOf(2)] })
    fake.voice.answering.set(inviteOf(1), 'The house')
    expect(recents.hosts.map(({ presence }) => presence)).toEqual([undefined, undefined])
    const asking = recents.refresh()
    expect(recents.hosts[0]?.presence).toEqual({ state: 'asking' })
    await asking
    expect(recents.hosts.map(({ presence }) => presence)).toEqual([
      { state: 'there' },
      { state: 'away', code: 'host-unreachable' },
    ])
  })
})
