import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import { useDevicesStore } from '../../../../renderer/stores/devices.ts'
import { useSettingsStore } from '../../../../renderer/stores/settings.ts'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'

let fake: FakeBridge

beforeEach(() => {
  setActivePinia(createPinia())
  fake = fakeBridge({ nickname: 'Ada' })
  provideBridge(fake.bridge)
})

describe('devices store', () => {
  it('lists microphones and headphones apart', async () => {
    const devices = useDevicesStore()
    await devices.refresh()
    expect(devices.microphones.map(({ name }) => name)).toEqual(['Built-in Audio', 'USB Headset'])
    expect(devices.headphones.map(({ name }) => name)).toContain('HDMI')
  })

  it('shows what is wrong with a device until it is right again', async () => {
    const devices = useDevicesStore()
    const error = { code: 'device-failed', message: 'm', next: 'n' } as const
    fake.tellVoice.onDevice({ which: 'playback', error })
    await settle()
    expect(devices.playbackError?.code).toBe('device-failed')
    fake.tellVoice.onDevice({ which: 'playback', error: null })
    await settle()
    expect(devices.playbackError).toBeUndefined()
  })
})

describe('settings store', () => {
  it('loads, and keeps each change', async () => {
    const settings = useSettingsStore()
    await settings.load()
    expect(settings.nickname).toBe('Ada')
    await settings.save({ theme: 'dark' })
    expect(fake.app.stored.theme).toBe('dark')
    expect(settings.settings.theme).toBe('dark')
  })
})
