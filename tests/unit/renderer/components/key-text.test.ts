import { expect, test } from 'vitest'
import { KEY_CODES, type KeyBinding } from '../../../../electron/contract/shortcuts.ts'
import { keyText, NAMED_KEYS } from '../../../../renderer/components/settings/key-text.ts'
import { LANGUAGES } from '../../../../renderer/i18n/index.ts'

const english = (binding: KeyBinding): string =>
  keyText(binding, (name) => LANGUAGES.en.settings.keyNames[name])

test.each([
  ['KeyM', [], 'M'],
  ['Digit7', ['alt'], 'Alt + 7'],
  ['ControlRight', [], 'Ctrl (right)'],
  ['Space', ['control', 'shift'], 'Ctrl + Shift + Space'],
  ['NumpadAdd', [], 'Numpad +'],
  ['Numpad4', [], 'Numpad 4'],
  ['NumpadEnter', [], 'Numpad Enter'],
  ['F13', [], 'F13'],
  ['MouseBack', [], 'Back button'],
  ['Backquote', [], '`'],
] as const)('%s with %j is read as %s', (code, modifiers, text) => {
  expect(english({ code, modifiers })).toBe(text)
})

test('every key that may be bound has a text of its own', () => {
  const texts = KEY_CODES.map((code) => english({ code, modifiers: [] }))
  expect(new Set(texts).size).toBe(texts.length)
  expect(Object.keys(LANGUAGES.en.settings.keyNames)).toEqual([...NAMED_KEYS])
})
