import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import MachinesSection from '../../../../renderer/components/settings/MachinesSection.vue'
import { createMessages, LANGUAGES } from '../../../../renderer/i18n/index.ts'
import { useSessionStore } from '../../../../renderer/stores/session.ts'
import { useSettingsPageStore } from '../../../../renderer/stores/settings-page.ts'
import { useSettingsStore } from '../../../../renderer/stores/settings.ts'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'
import { FAKE_INVITE } from '../../../support/fake-services.ts'

let fake: FakeBridge
let wrapper: VueWrapper | undefined

beforeEach(() => {
  setActivePinia(createPinia())
  fake = fakeBridge({ nickname: 'Ada' })
  provideBridge(fake.bridge)
})
afterEach(() => wrapper?.unmount())

async function show(inCall: boolean): Promise<VueWrapper> {
  await useSettingsStore().load()
  const session = useSessionStore()
  if (inCall) fake.voice.become({ state: 'ready', room: fake.voice.room })
  else await session.refresh()
  await settle()
  wrapper = mount(MachinesSection, { global: { plugins: [createMessages()] }, attachTo: document.body })
  await settle()
  return wrapper
}

const { settings: words } = LANGUAGES.en
const button = (text: string) =>
  [...document.querySelectorAll<HTMLButtonElement>('button')].find((one) => one.textContent.trim() === text)
const requests = () => fake.voice.asked.flatMap(([name, request]) => (name === 'ask' ? [request] : []))

describe('the own machines', () => {
  it('are listed, named and taken away at the host one is at', async () => {
    const view = await show(true)
    expect(view.findAll('li')).toHaveLength(fake.voice.community.devices.length)
    expect(view.text()).toContain(words.thisMachine)
    const name = view.findAll('li input')[1]
    await name?.setValue('Phone')
    await name?.trigger('change')
    await settle()
    expect(requests()).toContainEqual({ type: 'nameDevice', deviceId: 2, name: 'Phone' })
    await view.findAll('li button')[1]?.trigger('click')
    await settle()
    expect(requests()).not.toContainEqual({ type: 'removeDevice', deviceId: 2 })
    const asked = document.querySelector<HTMLElement>('[role="alertdialog"]')
    ;[...(asked?.querySelectorAll('button') ?? [])].at(-1)?.click()
    await settle()
    expect(requests()).toContainEqual({ type: 'removeDevice', deviceId: 2 })
    // The last one stays.
    expect(view.findAll('li')).toHaveLength(1)
    expect(view.get('li button').attributes('disabled')).toBeDefined()
  })

  it('are joined by another one through a code that is made here', async () => {
    const view = await show(true)
    button(words.makeCode)?.click()
    await settle()
    expect(view.get('code').text()).toBe('K7MP-2XQ9')
    expect(view.text()).toContain('5 minutes')
    expect(view.text()).toContain(words.linkThisInCall)
  })

  it('get this one by a code that was made elsewhere', async () => {
    const view = await show(false)
    expect(view.text()).toContain(words.machinesIdle)
    useSettingsPageStore().open = true
    const [invite, code] = view.findAll('input')
    await invite?.setValue('no invite')
    await code?.setValue('no code at all')
    await view.get('form').trigger('submit')
    await settle()
    expect(view.text()).toContain(words.linkInviteWrong)
    expect(view.text()).toContain(words.linkCodeWrong)
    expect(fake.voice.asked).toEqual([])
    await invite?.setValue(FAKE_INVITE)
    await code?.setValue(' k7mp-2xq9 ')
    fake.voice.refuse = 'link-code-expired'
    await view.get('form').trigger('submit')
    await settle()
    expect(view.get('[role="alert"]').attributes('data-code')).toBe('link-code-expired')
    expect(useSettingsPageStore().open).toBe(true)
    await view.get('form').trigger('submit')
    await settle()
    expect(fake.voice.asked).toContainEqual([
      'connect',
      { invite: FAKE_INVITE, nickname: 'Ada', linkCode: 'K7MP-2XQ9' },
    ])
    expect(useSettingsPageStore().open).toBe(false)
  })
})
