import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import { useRightsStore } from '../../../../renderer/stores/rights.ts'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'
import { fakeMember, fakeRoom } from '../../../support/fake-services.ts'

let fake: FakeBridge

beforeEach(() => {
  setActivePinia(createPinia())
  fake = fakeBridge()
  provideBridge(fake.bridge)
})

describe('rights store', () => {
  it('knows what the host explains, and asks again with another role', async () => {
    const rights = useRightsStore()
    fake.voice.community.rights = new Set(['text'])
    fake.voice.become({ state: 'ready', room: fakeRoom([fakeMember(1, 'Ada')]) })
    expect(rights.may('text', 1)).toBe(false)
    await settle()
    expect(rights.may('text', 1)).toBe(true)
    expect(rights.may('kick', 1)).toBe(false)
    fake.voice.community.rights.add('kick')
    fake.voice.become({ state: 'ready', room: fakeRoom([fakeMember(1, 'Ada', { role: 'admin' })]) })
    await settle()
    expect(rights.may('kick', 1)).toBe(true)
  })

  it('asks once, however often the room changes otherwise', async () => {
    useRightsStore()
    const you = fakeMember(1, 'Ada')
    fake.voice.become({ state: 'ready', room: fakeRoom([you]) })
    await settle()
    const asked = fake.voice.community.explained
    expect(asked).toBeGreaterThan(0)
    fake.voice.become({ state: 'ready', room: fakeRoom([{ ...you, muted: true }, fakeMember(2, 'Bo')]) })
    await settle()
    expect(fake.voice.community.explained).toBe(asked)
  })

  it('knows of other channels what was asked about them', async () => {
    const rights = useRightsStore()
    fake.voice.community.rights = new Set(['manageChannels'])
    fake.voice.become({ state: 'ready', room: fakeRoom([fakeMember(1, 'Ada')]) })
    await settle()
    expect(rights.may('manageChannels', 2)).toBe(false)
    await rights.learn(['manageChannels'], 2)
    expect(rights.may('manageChannels', 2)).toBe(true)
  })

  it('lets an owner do everything', async () => {
    const rights = useRightsStore()
    fake.voice.become({ state: 'ready', room: fakeRoom([fakeMember(1, 'Ada', { role: 'owner' })]) })
    await settle()
    expect(rights.may('manageHost')).toBe(true)
  })
})
