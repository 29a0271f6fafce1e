import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import { useOwnDevicesStore } from '../../../../renderer/stores/own-devices.ts'
import { useRequestsStore } from '../../../../renderer/stores/requests.ts'
import { useSessionStore } from '../../../../renderer/stores/session.ts'
import { useSettingsStore } from '../../../../renderer/stores/settings.ts'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'
import { FAKE_INVITE, fakeMember, fakeRoom } from '../../../support/fake-services.ts'

let fake: FakeBridge

beforeEach(() => {
  setActivePinia(createPinia())
  fake = fakeBridge()
  provideBridge(fake.bridge)
})
afterEach(() => {
  vi.useRealTimers()
})

describe('own devices store', () => {
  it('lists, names and takes away', async () => {
    const own = useOwnDevicesStore()
    await own.refresh()
    expect(own.devices.map(({ id, asking }) => [id, asking])).toEqual([
      [1, true],
      [2, false],
    ])
    await own.name(2, 'Phone')
    expect(own.devices[1]?.name).toBe('Phone')
    await own.remove(2)
    expect(own.devices.map(({ id }) => id)).toEqual([1])
  })

  it('shows a code until it is too old', async () => {
    vi.useFakeTimers()
    const own = useOwnDevicesStore()
    await own.makeCode()
    expect(own.code?.code).toBe('K7MP-2XQ9')
    vi.advanceTimersByTime(299_000)
    expect(own.code).toBeDefined()
    vi.advanceTimersByTime(1_000)
    expect(own.code).toBeUndefined()
  })

  it('keeps why something was refused, and shows the list all the same', async () => {
    const own = useOwnDevicesStore()
    fake.voice.refuse = 'device-last'
    await own.remove(1)
    expect(useRequestsStore().error?.code).toBe('device-last')
    expect(own.devices).toHaveLength(2)
  })

  it('links this machine, and takes over the name of its user for good', async () => {
    const own = useOwnDevicesStore()
    const settings = useSettingsStore()
    fake.voice.room = fakeRoom([fakeMember(1, 'Grace')])
    await own.linkTo({ invite: FAKE_INVITE, nickname: 'Laptop', linkCode: 'K7MP-2XQ9' })
    await settle()
    expect(fake.voice.asked[0]).toEqual([
      'connect',
      { invite: FAKE_INVITE, nickname: 'Laptop', linkCode: 'K7MP-2XQ9' },
    ])
    expect(settings.settings.nickname).toBe('Grace')
    fake.tellApp.onService({ service: 'voice', running: true })
    await settle()
    expect(fake.voice.asked.at(-1)).toEqual(['connect', { invite: FAKE_INVITE, nickname: 'Grace' }])
  })

  it('keeps the own name where the code was refused', async () => {
    const own = useOwnDevicesStore()
    fake.voice.refuse = 'link-code-expired'
    await own.linkTo({ invite: FAKE_INVITE, nickname: 'Laptop', linkCode: 'K7MP-2XQ9' })
    expect(useSessionStore().error?.code).toBe('link-code-expired')
    expect(fake.app.asked).toEqual([])
  })
})
