import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent } from 'vue'
import { DEFAULT_SETTINGS, type AppSettings } from '../../../../electron/contract/services.ts'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import { SECTIONS } from '../../../../renderer/components/settings/sections.ts'
import { useSettingsInForce } from '../../../../renderer/composables/use-settings-in-force/index.ts'
import { useSettingsStore } from '../../../../renderer/stores/settings.ts'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'

let fake: FakeBridge
let wrapper: VueWrapper | undefined

beforeEach(() => {
  setActivePinia(createPinia())
})
afterEach(() => wrapper?.unmount())

async function open(stored: Partial<AppSettings> = {}) {
  fake = fakeBridge(stored)
  provideBridge(fake.bridge)
  const settings = useSettingsStore()
  let applyAll = (): Promise<void> => Promise.resolve()
  const page = defineComponent(() => {
    applyAll = useSettingsInForce().applyAll
    return () => undefined
  })
  wrapper = mount(page)
  await settings.load()
  await settle()
  expect(fake.voice.asked).toEqual([])
  return { settings, applyAll: () => applyAll() }
}

describe('what is set', () => {
  it.each([
    [{ captureDevice: 'ALSA: mic' }, 'selectDevices'],
    [{ talkMode: 'vad' }, 'setMode'],
    [{ gateOpenDb: -40 }, 'setMode'],
    [{ processing: { echo: false } }, 'setProcessing'],
    [{ profile: 'lan' }, 'setProfile'],
    [{ downlink: 'mix' }, 'setDownlink'],
  ] satisfies [Partial<AppSettings>, string][])('is in force at once: %j', async (change, method) => {
    const { settings, applyAll } = await open()
    await applyAll()
    await settings.save(change)
    await settle()
    expect(fake.voice.asked.map(([name]) => name)).toEqual([method])
  })

  it('is told whole to a service that was started again, unless it is the usual', async () => {
    const usual = await open()
    await usual.applyAll()
    expect(fake.voice.asked).toEqual([])
    wrapper?.unmount()
    setActivePinia(createPinia())
    const { applyAll } = await open({ gateOpenDb: -40, hangMs: 100, processing: { gain: false } })
    await applyAll()
    expect(fake.voice.asked).toEqual([
      [
        'selectDevices',
        { capture: { kind: 'device', name: 'default' }, playback: { kind: 'device', name: 'default' } },
      ],
      ['setMode', 'continuous', { openDb: -40, hangMs: 100, releaseMs: 200 }],
      ['setProcessing', { usual: true, gain: false }],
      ['setProfile', 'auto'],
      ['setDownlink', 'auto'],
    ])
  })

  it('may all be brought back by its section', () => {
    const places = ['nickname', 'recentHosts', 'linkHosts', 'welcomed', 'version']
    const fields = Object.values(SECTIONS).flatMap((section) => [...section.fields] as string[])
    expect(new Set(fields).size).toBe(fields.length)
    expect([...fields, ...places].sort()).toEqual(Object.keys(DEFAULT_SETTINGS).sort())
  })
})
