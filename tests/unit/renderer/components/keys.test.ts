import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, expect, test } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import type { Shortcuts } from '../../../../electron/contract/shortcuts.ts'
import type { TalkKeyStyle } from '../../../../electron/contract/talk-key.ts'
import { USUAL_TALK_KEY, useKeys } from '../../../../renderer/composables/use-keys/index.ts'

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

function use(shortcuts: Shortcuts, first: TalkKeyStyle = 'hold') {
  const said: string[] = []
  const style = ref(first)
  const page = defineComponent(() => {
    useKeys({
      shortcuts: () => shortcuts,
      style: () => style.value,
      talk: (on) => said.push(on ? 'talk' : 'still'),
      toggleMute: () => said.push('mute'),
      toggleDeafen: () => said.push('deafen'),
    })
    return () => h('input')
  })
  wrapper = mount(page, { attachTo: document.body })
  return { said, style, field: wrapper.get('input').element }
}

function press(type: string, code: string, on: EventTarget = window, more: KeyboardEventInit = {}): void {
  on.dispatchEvent(new KeyboardEvent(type, { code, bubbles: true, cancelable: true, ...more }))
}

test('the key of push-to-talk talks while it is held, in a field too, and is let go with the focus', () => {
  const { said, field } = use({ talk: USUAL_TALK_KEY })
  press('keydown', 'ControlRight', field, { ctrlKey: true })
  press('keydown', 'ControlRight', field, { ctrlKey: true, repeat: true })
  press('keyup', 'ControlRight', field)
  press('keydown', 'ControlRight', window, { ctrlKey: true })
  window.dispatchEvent(new Event('blur'))
  expect(said).toEqual(['talk', 'still', 'talk', 'still'])
})

test('a key that writes does not act where one writes, and needs exactly what is held beside it', () => {
  const { said, field } = use({
    mute: { code: 'KeyM', modifiers: [] },
    deafen: { code: 'KeyD', modifiers: ['control'] },
  })
  press('keydown', 'KeyM', field)
  press('keydown', 'KeyM', window, { ctrlKey: true })
  press('keydown', 'KeyD')
  expect(said).toEqual([])
  press('keydown', 'KeyM')
  press('keydown', 'KeyD', field, { ctrlKey: true })
  expect(said).toEqual(['mute', 'deafen'])
})

test('buttons of a mouse are keys, and another style lets go', async () => {
  const { said, style } = use({ talk: { code: 'MouseBack', modifiers: [] } }, 'toggle')
  window.dispatchEvent(new MouseEvent('mousedown', { button: 3 }))
  window.dispatchEvent(new MouseEvent('mouseup', { button: 3 }))
  window.dispatchEvent(new MouseEvent('mousedown', { button: 0 }))
  expect(said).toEqual(['talk', 'talk'])
  style.value = 'hold'
  await wrapper?.vm.$nextTick()
  expect(said.at(-1)).toBe('still')
})

test('what was held beside a key may be let go first', () => {
  const { said } = use({ talk: { code: 'Space', modifiers: ['alt'] } })
  press('keydown', 'Space', window, { altKey: true })
  press('keyup', 'Space')
  expect(said).toEqual(['talk', 'still'])
})
