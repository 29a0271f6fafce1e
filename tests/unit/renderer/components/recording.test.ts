import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { PalabreError } from '../../../../electron/contract/errors.ts'
import { RECORDING_ENDS } from '../../../../electron/contract/recording.ts'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import RecordingSection from '../../../../renderer/components/settings/RecordingSection.vue'
import { useSettingsInForce } from '../../../../renderer/composables/use-settings-in-force/index.ts'
import { createMessages, LANGUAGES } from '../../../../renderer/i18n/index.ts'
import { createPages } from '../../../../renderer/router.ts'
import { useSessionStore } from '../../../../renderer/stores/session.ts'
import { useSettingsStore } from '../../../../renderer/stores/settings.ts'
import CallView from '../../../../renderer/views/CallView.vue'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'
import { FAKE_CHANNELS, fakeMember, fakeRoom } from '../../../support/fake-services.ts'

let fake: FakeBridge
let wrapper: VueWrapper | undefined

beforeEach(() => {
  setActivePinia(createPinia())
  fake = fakeBridge()
  provideBridge(fake.bridge)
})

afterEach(() => {
  wrapper?.unmount()
})

const MARK = { id: 7, startedBy: 'Bo', startedById: 2, startedAt: Date.UTC(2026, 10, 20, 18, 30) }
const ADA = fakeMember(1, 'Ada')
const BO = fakeMember(2, 'Bo')

/** A call in which a channel is recorded. */
async function show(
  channelId: number,
  language: 'en' | 'fr' = 'en',
  members = [ADA, BO],
): Promise<VueWrapper> {
  const i18n = createMessages()
  i18n.global.locale.value = language
  wrapper = mount(CallView, { global: { plugins: [i18n, createPages()] }, attachTo: document.body })
  const channels = FAKE_CHANNELS.map((one) => (one.id === channelId ? { ...one, recording: MARK } : one))
  fake.voice.room = fakeRoom(members, { channels })
  fake.voice.become({ state: 'ready', room: fake.voice.room })
  await settle()
  return wrapper
}

const notices = () => [...document.querySelectorAll('.notice')].map((notice) => notice.textContent)

describe('a recorded channel', () => {
  it.each(['en', 'fr'] as const)(
    'is marked, and told in a polite region to who is in it: %s',
    async (language) => {
      const view = await show(1, language)
      const { on } = LANGUAGES[language].recording
      const region = view.get('[data-recording]')
      expect(region.attributes('role')).toBe('status')
      expect(region.text()).toContain(on)
      expect(region.text()).toContain('Bo')
      expect(view.get('[data-channel="Lobby"]').text()).toContain('Bo')
      expect(view.get('[data-channel="Workshop"]').text()).not.toContain('Bo')
    },
  )

  it('is marked in the tree alone where one is elsewhere', async () => {
    const view = await show(2)
    expect(view.get('[data-recording]').text()).toBe('')
    expect(view.get('[data-channel="Workshop"]').text()).toContain('being recorded, started by Bo')
  })

  it('says whose voice is kept out, and whether it is the own', async () => {
    const view = await show(1, 'en', [ADA, { ...BO, refusesRecording: true }])
    const { out, youAreOut } = LANGUAGES.en.recording
    expect(view.get('[data-member="Bo"]').text()).toContain(out)
    expect(view.get('[data-person="Bo"]').text()).toContain(out)
    expect(view.get('[data-member="Ada"]').text()).not.toContain(out)
    expect(view.get('[data-recording]').text()).not.toContain(youAreOut)
    const room = fakeRoom([{ ...ADA, refusesRecording: true }, BO], { channels: fake.voice.room.channels })
    fake.voice.become({ state: 'ready', room })
    await settle()
    expect(view.get('[data-recording]').text()).toContain(youAreOut)
  })

  it.each(RECORDING_ENDS)('tells once why its recording ended: %s', async (reason) => {
    const view = await show(1)
    fake.voice.community.endRecording(1, reason)
    await settle()
    expect(view.get('[data-recording]').text()).toBe('')
    const said = `The recording of Lobby has ended.${LANGUAGES.en.recording.ends[reason]}`
    expect(notices()).toEqual([said])
    const isMeant = ['stopped', 'time-limit', 'channel-removed', 'host-closing'].includes(reason)
    expect(document.querySelectorAll('.notice.problem')).toHaveLength(isMeant ? 0 : 1)
    fake.voice.become({ state: 'ready', room: { ...fake.voice.room, members: [ADA] } })
    await settle()
    expect(notices()).toEqual([said])
  })

  it('tells the end of it elsewhere only to who began it', async () => {
    await show(2)
    fake.voice.community.endRecording(2, 'time-limit')
    await settle()
    expect(notices()).toEqual([])
    wrapper?.unmount()
    await show(2)
    fake.voice.room = { ...fake.voice.room, you: 2 }
    fake.voice.become({ state: 'ready', room: fake.voice.room })
    await settle()
    fake.voice.community.endRecording(2, 'time-limit')
    await settle()
    expect(notices()).toHaveLength(1)
  })

  it('tells everybody where it failed, wherever they are', async () => {
    await show(2)
    fake.voice.community.endRecording(2, 'failed')
    await settle()
    expect(document.querySelectorAll('.notice.problem')).toHaveLength(1)
  })

  it('tells what the host warns of', async () => {
    await show(1)
    const warning = new PalabreError('recording-failed').report()
    fake.voice.become({ state: 'ready', room: { ...fake.voice.room, warning } })
    await settle()
    expect(document.querySelector('.notice.problem')?.textContent).toContain(warning.message)
  })

  it('says nothing of an end from before the page came', async () => {
    wrapper = mount(CallView, {
      global: { plugins: [createMessages(), createPages()] },
      attachTo: document.body,
    })
    const ended = { mark: MARK, channelId: 1, channel: 'Lobby', reason: 'stopped' } as const
    fake.voice.become({ state: 'ready', room: fakeRoom([ADA], { endedRecording: ended }) })
    await settle()
    expect(notices()).toEqual([])
  })
})

describe('the switch in the settings', () => {
  /** The section, in an app that keeps to what is set. */
  const Page = defineComponent(() => {
    useSettingsInForce()
    return () => h(RecordingSection)
  })

  async function open(): Promise<void> {
    await useSettingsStore().load()
    wrapper = mount(Page, { global: { plugins: [createMessages()] }, attachTo: document.body })
    useSessionStore()
    fake.voice.room = fakeRoom([ADA, BO])
    fake.voice.become({ state: 'ready', room: fake.voice.room })
    await settle()
  }
  const toggle = () => document.querySelector<HTMLButtonElement>('[role="switch"]')
  const refusals = () => fake.voice.asked.flatMap(([name, request]) => (name === 'ask' ? [request] : []))

  it('keeps the own voice out, and lets it in again', async () => {
    fake.voice.community.rights.add('refuseRecording')
    await open()
    toggle()?.click()
    await settle()
    expect(toggle()?.getAttribute('aria-checked')).toBe('true')
    toggle()?.click()
    await settle()
    expect(toggle()?.getAttribute('aria-checked')).toBe('false')
    expect(refusals()).toEqual([
      { type: 'refuseRecording', on: true },
      { type: 'refuseRecording', on: false },
    ])
  })

  it('holds at each host that allows it, and says where one does not', async () => {
    fake.app.stored = { ...fake.app.stored, keepVoiceOut: true }
    await open()
    expect(refusals()).toEqual([])
    expect(document.body.textContent).toContain(LANGUAGES.en.recording.keepOutRefused)
    wrapper?.unmount()
    setActivePinia(createPinia())
    fake.voice.community.rights.add('refuseRecording')
    await open()
    expect(refusals()).toEqual([{ type: 'refuseRecording', on: true }])
  })

  it('does not take back what was refused by hand', async () => {
    fake.voice.community.rights.add('refuseRecording')
    await useSettingsStore().load()
    wrapper = mount(Page, { global: { plugins: [createMessages()] }, attachTo: document.body })
    useSessionStore()
    fake.voice.room = fakeRoom([fakeMember(1, 'Ada', { refusesRecording: true }), BO])
    fake.voice.become({ state: 'ready', room: fake.voice.room })
    await settle()
    expect(refusals()).toEqual([])
  })
})
