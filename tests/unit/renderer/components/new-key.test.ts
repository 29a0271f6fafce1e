import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { PalabreError } from '../../../../electron/contract/errors.ts'
import { wordsOf } from '../../../../electron/contract/fingerprint-words.ts'
import { parseInvite, withKey } from '../../../../electron/contract/invite.ts'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import { createMessages } from '../../../../renderer/i18n/index.ts'
import { useSessionStore } from '../../../../renderer/stores/session.ts'
import HomeView from '../../../../renderer/views/HomeView.vue'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'
import { FAKE_INVITE } from '../../../support/fake-services.ts'

const KEYS = { promised: parseInvite(FAKE_INVITE).fingerprint, shown: `B${'A'.repeat(42)}` }
let fake: FakeBridge
let wrapper: VueWrapper

beforeEach(async () => {
  setActivePinia(createPinia())
  fake = fakeBridge()
  provideBridge(fake.bridge)
  wrapper = mount(HomeView, { global: { plugins: [createMessages()] }, attachTo: document.body })
  await settle()
  fake.voice.refuse = new PalabreError('host-key-changed', { keys: KEYS })
  await useSessionStore().connect({ invite: FAKE_INVITE, nickname: 'Ada' })
  await settle()
})
afterEach(() => {
  wrapper.unmount()
})

const dialog = (): HTMLElement | null => document.querySelector('[role=alertdialog]')
const button = (text: string): HTMLElement | undefined =>
  [...(dialog()?.querySelectorAll('button') ?? [])].find((one) => one.textContent.trim() === text)
const connects = (): unknown[] =>
  fake.voice.asked.filter(([name]) => name === 'connect').map(([, wish]) => wish)

it('abuse 29: a host with another key is shown with both keys, and not gone to', () => {
  expect(dialog()?.textContent).toContain(wordsOf(KEYS.promised).join(' '))
  expect(dialog()?.textContent).toContain(wordsOf(KEYS.shown).join(' '))
  expect(document.activeElement).toBe(button('Do not connect'))
  expect(connects().length).toBe(1)
  expect(useSessionStore().inCall).toBe(false)
})

it('abuse 29: who does not accept the key stays away, and still reads why', async () => {
  button('Do not connect')?.click()
  await settle()
  expect(dialog()).toBeNull()
  expect(connects().length).toBe(1)
  expect(wrapper.text()).toContain('another key')
})

it('abuse 29: who accepts it goes to that very key, which is the one of the call from then on', async () => {
  button('Accept the new key')?.click()
  await settle()
  const invite = withKey(parseInvite(FAKE_INVITE), KEYS.shown)
  expect(connects()[1]).toEqual({ invite, nickname: 'Ada', acceptKey: KEYS.shown })
  expect(useSessionStore().inCall).toBe(true)
  expect(useSessionStore().invite).toBe(invite)
})
