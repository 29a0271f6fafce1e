import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../../../../electron/contract/services.ts'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import DesktopSection from '../../../../renderer/components/settings/DesktopSection.vue'
import { createMessages, LANGUAGES } from '../../../../renderer/i18n/index.ts'
import { useSettingsStore } from '../../../../renderer/stores/settings.ts'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'

let fake: FakeBridge
let wrapper: VueWrapper | undefined

beforeEach(() => {
  setActivePinia(createPinia())
  fake = fakeBridge()
  provideBridge(fake.bridge)
})
afterEach(() => wrapper?.unmount())

async function show(): Promise<VueWrapper> {
  await useSettingsStore().load()
  wrapper = mount(DesktopSection, { global: { plugins: [createMessages()] }, attachTo: document.body })
  await settle()
  return wrapper
}

async function showElectron(): Promise<VueWrapper> {
  fake.app.shell = 'electron'
  fake.app.lacks = { startAtLogin: null, tray: null, notices: null }
  fake.app.update = { state: 'current' }
  return show()
}

const { settings: words } = LANGUAGES.en
/** The switch or the box of a label. */
async function press(view: VueWrapper, text: string): Promise<void> {
  const label = view.findAll('label').find((one) => one.text() === text)
  await view.get(`[id="${label?.attributes('for') ?? ''}"]`).trigger('click')
  await settle()
}

describe('the desktop', () => {
  it('says in a sentence each what a browser cannot do', async () => {
    const view = await show()
    for (const text of [
      words.noUpdates.browser,
      words.noLogin.browser,
      words.noTray.browser,
      words.noNotices.browser,
    ])
      expect(view.text()).toContain(text)
    expect(view.findAll('button')).toHaveLength(0)
  })

  it('has what the shell has, and says why not of the rest', async () => {
    fake.app.shell = 'electron'
    fake.app.lacks = { startAtLogin: 'not-installed', tray: null, notices: 'desktop' }
    const view = await show()
    expect(view.text()).toContain(words.noUpdates.elsewhere)
    expect(view.text()).toContain(words.noLogin['not-installed'])
    expect(view.text()).toContain(words.noNotices.desktop)
    await press(view, words.keepInTray)
    expect(fake.app.asked).toEqual([['saveSettings', { keepInTray: false }]])
  })

  it('keeps what is switched, and of what one is told', async () => {
    const view = await showElectron()
    await press(view, words.startAtLogin)
    await press(view, words.noticeKinds.arrival)
    expect(fake.app.stored).toMatchObject({ startAtLogin: true, noticeKinds: ['direct', 'channel'] })
    await press(view, words.noticeKinds.arrival)
    expect(fake.app.stored.noticeKinds).toEqual(DEFAULT_SETTINGS.noticeKinds)
    await press(view, words.showNotices)
    expect(fake.app.stored.notifications).toBe(false)
    expect(view.findAll('.box[data-disabled]')).toHaveLength(3)
  })

  it('looks for a newer version when told to, and on the other track at once', async () => {
    const view = await showElectron()
    const look = view.findAll('button').find((one) => one.text() === words.lookForUpdate)
    await look?.trigger('click')
    await settle()
    expect(view.text()).toContain(words.isNewest)
    fake.app.update = { state: 'offered', version: '0.2.0-rc.1' }
    await press(view, words.tracks.preview)
    expect(fake.app.asked).toEqual([
      ['lookForUpdate'],
      ['saveSettings', { updateTrack: 'preview' }],
      ['lookForUpdate'],
    ])
    expect(view.text()).toContain('0.2.0-rc.1')
  })
})
