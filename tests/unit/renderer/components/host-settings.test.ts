import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Component } from 'vue'
import { PalabreError } from '../../../../electron/contract/errors.ts'
import type { HostSettingsSeen } from '../../../../electron/contract/host-settings.ts'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import HostSection from '../../../../renderer/components/admin/HostSection.vue'
import RecordingLimits from '../../../../renderer/components/settings/RecordingLimits.vue'
import { createMessages, LANGUAGES } from '../../../../renderer/i18n/index.ts'
import { useHostStore } from '../../../../renderer/stores/host.ts'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'

let fake: FakeBridge
let wrapper: VueWrapper | undefined
let kept: HostSettingsSeen

beforeEach(() => {
  setActivePinia(createPinia())
  fake = fakeBridge()
  provideBridge(fake.bridge)
  kept = {
    ...{ name: 'Den', messageDays: 90, auditDays: 0, memberLimit: 50, backupHours: 3, lanGuests: false },
    names: ['den.example'],
    ...{ recordingHours: 12, recordingMegabytes: 1024, recordingsGigabytes: 20 },
    ...{ recordingFreeGigabytes: 2, recordingDays: 30 },
  }
  const api = fake.host.administration
  api.tag = '"host-1-1"'
  api.answers = {
    'host.settings': () => kept,
    'host.change': ({ match, body }) => {
      if (match !== api.tag) throw new PalabreError('changed-since')
      kept = { ...kept, ...body }
      api.tag = '"host-1-2"'
      return kept
    },
  }
})
afterEach(() => wrapper?.unmount())

async function show(view: Component): Promise<VueWrapper> {
  wrapper = mount(view, { global: { plugins: [createMessages()] }, attachTo: document.body })
  await settle()
  return wrapper
}

const { hostPage: words, loadNow } = LANGUAGES.en.admin
async function fill(view: VueWrapper, text: string, value: string): Promise<void> {
  const label = view.findAll('label').find((one) => one.text() === text)
  await view.get(`[id="${label?.attributes('for') ?? ''}"]`).setValue(value)
}
async function save(view: VueWrapper): Promise<void> {
  await view.get('form').trigger('submit')
  await settle()
}
const changes = () =>
  fake.host.administration.asked.flatMap(([route, given]) => (route === 'host.change' ? [given] : []))

describe('the settings of a host', () => {
  it('are changed within the bounds of the API, and only those that were changed are sent', async () => {
    await useHostStore().start({ name: 'Den' })
    const view = await show(HostSection)
    expect(view.get('[type="submit"]').attributes('disabled')).toBeDefined()
    await fill(view, words.fields.recordingHours, '25')
    await fill(view, words.fields.names, 'Not_A_Name')
    await fill(view, words.fields.name, ' ')
    await save(view)
    expect(view.findAll('.problem').map((one) => one.text())).toEqual([
      LANGUAGES.en.admin.required,
      'At most 8 names such as talk.example.org.',
      'A whole number from 1 to 24.',
    ])
    expect(changes()).toEqual([])
    await fill(view, words.fields.recordingHours, '6')
    await fill(view, words.fields.names, 'den.example, Talk.example')
    await fill(view, words.fields.name, 'Cave')
    await save(view)
    const body = { name: 'Cave', names: ['den.example', 'talk.example'], recordingHours: 6 }
    expect(changes()).toEqual([{ body, match: '"host-1-1"' }])
    expect(view.text()).toContain(words.saved)
  })

  it('are left as somebody else has made them, which is said, and loaded when wished', async () => {
    await useHostStore().start({ name: 'Den' })
    const view = await show(HostSection)
    kept = { ...kept, memberLimit: 7 }
    fake.host.administration.tag = '"host-1-9"'
    await fill(view, words.fields.memberLimit, '9')
    await save(view)
    expect(view.get('[role="alert"]').attributes('data-code')).toBe('changed-since')
    expect(kept.memberLimit).toBe(7)
    await view
      .findAll('button')
      .find((one) => one.text() === loadNow)
      ?.trigger('click')
    await settle()
    expect(view.find('[role="alert"]').exists()).toBe(false)
    expect(view.findAll('input').map((one) => one.element.value)).toContain('7')
    await fill(view, words.fields.memberLimit, '9')
    await save(view)
    expect(kept.memberLimit).toBe(9)
  })

  it('leave out what a host of an earlier version does not have', async () => {
    await useHostStore().start({ name: 'Den' })
    kept = Object.fromEntries(
      Object.entries(kept).filter(([name]) => !name.startsWith('recording')),
    ) as HostSettingsSeen
    const view = await show(HostSection)
    expect(view.text()).toContain(words.groups.kept)
    expect(view.text()).not.toContain(words.groups.recordings)
  })

  it('of recordings stand among one’s own settings, as soon as the host runs', async () => {
    const view = await show(RecordingLimits)
    expect(view.text()).toContain(LANGUAGES.en.settings.recordingLimitsIdle)
    await useHostStore().start({ name: 'Den' })
    await settle()
    expect(view.findAll('input')).toHaveLength(5)
    await fill(view, words.fields.recordingFreeGigabytes, '8')
    await save(view)
    expect(kept.recordingFreeGigabytes).toBe(8)
  })
})
