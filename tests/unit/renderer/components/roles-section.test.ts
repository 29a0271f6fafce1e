import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { RoleItem } from '../../../../electron/contract/admin-items.ts'
import { PalabreError } from '../../../../electron/contract/errors.ts'
import { RIGHTS, type Right } from '../../../../electron/contract/permissions.ts'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import RolesSection from '../../../../renderer/components/admin/RolesSection.vue'
import { createMessages, LANGUAGES } from '../../../../renderer/i18n/index.ts'
import { useAdminStore } from '../../../../renderer/stores/admin.ts'
import { useHostStore } from '../../../../renderer/stores/host.ts'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'

let fake: FakeBridge
let wrapper: VueWrapper | undefined
let role: RoleItem
let version: number

/** As somebody at another page would. */
function become(change: Partial<RoleItem>): void {
  role = { ...role, ...change }
  version += 1
  fake.host.administration.tag = `"role-9-${String(version)}"`
}

beforeEach(async () => {
  setActivePinia(createPinia())
  fake = fakeBridge()
  provideBridge(fake.bridge)
  role = { id: 9, name: 'Judge', rank: 500, rights: ['enter'], builtIn: false }
  version = 0
  become({})
  const api = fake.host.administration
  api.answers = {
    'me': () => ({ user: null, rights: [...RIGHTS], somewhere: [...RIGHTS], rank: null }),
    'roles.list': () => ({ items: [role] }),
    'roles.get': () => role,
    'roles.change': ({ match, body }) => {
      if (match !== api.tag) throw new PalabreError('changed-since')
      become(body)
      return role
    },
  }
  await useHostStore().start({ name: 'Den' })
  await useAdminStore().learn()
  wrapper = mount(RolesSection, { global: { plugins: [createMessages()] }, attachTo: document.body })
  await settle()
})
afterEach(() => wrapper?.unmount())

const words = LANGUAGES.en.admin
async function press(right: Right): Promise<void> {
  const cell = wrapper?.findAll('button').find((one) => {
    return one.attributes('aria-label')?.endsWith(`: ${words.rights[right]}`) === true
  })
  await cell?.trigger('click')
}

it('one right after the other is given, and those that somebody else gives meanwhile stay', async () => {
  become({ rights: ['enter', 'speak'] })
  await press('ban')
  await press('kick')
  for (let turn = 0; turn < 4; turn += 1) await settle()
  expect([...role.rights].sort()).toEqual(['ban', 'enter', 'kick', 'speak'])
  expect(wrapper?.find('[role="alert"]').exists()).toBe(false)
  await press('enter')
  for (let turn = 0; turn < 4; turn += 1) await settle()
  expect([...role.rights].sort()).toEqual(['ban', 'kick', 'speak'])
})

it('its name is left to who was first, and what is there now is loaded when wished', async () => {
  const button = (text: string) =>
    [...document.querySelectorAll<HTMLElement>('button')].find((one) => one.textContent.trim() === text)
  button('Judge')?.click()
  await settle()
  become({ name: 'Arbiter' })
  const [name] = document.querySelectorAll<HTMLInputElement>('#role input')
  if (name === undefined) throw new Error('There is no form.')
  name.value = 'Referee'
  name.dispatchEvent(new Event('input'))
  button(words.save)?.click()
  await settle()
  expect(document.querySelector('[role="alert"]')?.getAttribute('data-code')).toBe('changed-since')
  button(words.loadNow)?.click()
  await settle()
  expect([role.name, name.value]).toEqual(['Arbiter', 'Arbiter'])
})
