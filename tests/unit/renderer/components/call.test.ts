import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ERRORS, PalabreError, type ErrorCode } from '../../../../electron/contract/errors.ts'
import { provideBridge } from '../../../../renderer/bridge/bridge.ts'
import ErrorNote from '../../../../renderer/components/base/ErrorNote.vue'
import LevelMeter from '../../../../renderer/components/base/LevelMeter.vue'
import DevicePicker from '../../../../renderer/components/settings/DevicePicker.vue'
import { createMessages } from '../../../../renderer/i18n/index.ts'
import { LANGUAGES } from '../../../../renderer/i18n/index.ts'
import { createPages } from '../../../../renderer/router.ts'
import CallView from '../../../../renderer/views/CallView.vue'
import { fakeBridge, settle, type FakeBridge } from '../../../support/fake-bridge.ts'
import { fakeDevice, fakeMember, fakeRoom } from '../../../support/fake-services.ts'

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

function withLanguage(language: 'en' | 'fr') {
  const i18n = createMessages()
  i18n.global.locale.value = language
  return { global: { plugins: [i18n, createPages()] } }
}

describe('CallView', () => {
  it('lights the tile of who speaks, the own one while it is sent', async () => {
    wrapper = mount(CallView, withLanguage('en'))
    const room = fakeRoom([fakeMember(1, 'Ada'), fakeMember(2, 'Bo')])
    fake.voice.become({ state: 'ready', room })
    fake.tellVoice.onLevels({
      captureDb: -30,
      sending: true,
      speakers: [{ sourceId: 2, levelDb: -10, speaking: false }],
    })
    await settle()
    expect(wrapper.get('[data-member="Ada"]').attributes('data-speaking')).toBe('true')
    expect(wrapper.get('[data-member="Bo"]').attributes('data-speaking')).toBe('false')
    expect(wrapper.get('[role="meter"]').attributes('aria-valuenow')).toBe('-30')
  })

  it('asks for another channel with a click', async () => {
    wrapper = mount(CallView, withLanguage('en'))
    fake.voice.become({ state: 'ready', room: fakeRoom([fakeMember(1, 'Ada')]) })
    await settle()
    await wrapper.get('[data-channel="Workshop"]').trigger('click')
    await settle()
    expect(fake.voice.asked).toEqual([['join', 2]])
    expect(wrapper.get('[data-channel="Workshop"]').attributes('aria-current')).toBe('true')
  })

  it('makes another person louder or silent for this user alone', async () => {
    wrapper = mount(CallView, { ...withLanguage('en'), attachTo: document.body })
    fake.voice.become({ state: 'ready', room: fakeRoom([fakeMember(1, 'Ada'), fakeMember(2, 'Bo')]) })
    await settle()
    expect(wrapper.find('[data-member="Ada"] .open').exists()).toBe(false)
    await wrapper.get('[data-member="Bo"] .open').trigger('click')
    await settle()
    const slider = document.querySelector('.volume-panel [role="slider"]')
    slider?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }))
    await settle()
    expect(document.querySelector('.volume-panel output')?.textContent).toBe('−1 dB')
    document.querySelector<HTMLButtonElement>('.volume-panel [role="switch"]')?.click()
    await settle()
    expect(fake.voice.asked.slice(-2)).toEqual([
      ['setUserVolume', 2, -1],
      ['setUserMuted', 2, true],
    ])
    expect(document.querySelector('.volume-panel [role="switch"]')?.getAttribute('aria-checked')).toBe('true')
  })

  it.each([
    ['udp', undefined, 'good'],
    ['tcp', 'no answer', 'slow'],
    ['none', undefined, 'waiting'],
  ] as const)('says how voice travels: %s', async (path, pathCause, kind) => {
    wrapper = mount(CallView, withLanguage('en'))
    const room = fakeRoom([fakeMember(1, 'Ada')], { path, ...(pathCause === undefined ? {} : { pathCause }) })
    fake.voice.become({ state: 'ready', room })
    await settle()
    expect(wrapper.get('[data-path]').attributes('data-path')).toBe(kind)
    if (pathCause !== undefined) expect(wrapper.text()).toContain(pathCause)
  })
})

describe('ErrorNote', () => {
  it.each(Object.keys(ERRORS) as ErrorCode[])('says cause and next step of %s in each language', (code) => {
    for (const language of ['en', 'fr'] as const) {
      const report = new PalabreError(code, { detail: 'TCP 7780' }).report()
      const note = mount(ErrorNote, { props: { report }, ...withLanguage(language) })
      const { message, next } = LANGUAGES[language].errors[code]
      expect(note.text()).toBe(`${message} (TCP 7780) ${next}`)
      note.unmount()
    }
  })

  it('keeps the words of a code it does not know', () => {
    const report = { code: 'from-the-future' as ErrorCode, message: 'Something new.', next: 'Update.' }
    wrapper = mount(ErrorNote, { props: { report }, ...withLanguage('fr') })
    expect(wrapper.text()).toBe('Something new. Update.')
  })
})

describe('LevelMeter', () => {
  it.each([
    [-127, 'scaleX(0.000)'],
    [-60, 'scaleX(0.000)'],
    [-30, 'scaleX(0.500)'],
    [0, 'scaleX(1.000)'],
    [3, 'scaleX(1.000)'],
  ])('shows %d dB as %s', (db, transform) => {
    wrapper = mount(LevelMeter, { props: { db, label: 'Level' } })
    expect(wrapper.get('[role="meter"] > div').attributes('style')).toContain(transform)
  })
})

describe('DevicePicker', () => {
  it('keeps a chosen device in the list that is not there any more', async () => {
    wrapper = mount(DevicePicker, {
      props: {
        label: 'Microphone',
        devices: [fakeDevice('USB Headset')],
        error: undefined,
        modelValue: 'ALSA: Old',
      },
      ...withLanguage('en'),
      attachTo: document.body,
    })
    expect(wrapper.get('[role="combobox"]').text()).toBe('ALSA: Old (not connected)')
    await wrapper.get('[role="combobox"]').trigger('keydown', { key: 'Enter' })
    await settle()
    const options = [...document.querySelectorAll('[role="option"]')]
    expect(options.map((option) => option.textContent)).toEqual([
      'As the system says',
      'USB Headset',
      'ALSA: Old (not connected)',
    ])
  })
})
