import { describe, expect, it } from 'vitest'
import { isKeyBinding, isShortcuts, KEY_CODES } from '../../../../electron/contract/shortcuts.ts'

const KEY = { code: 'KeyT', modifiers: ['control', 'shift'] }

describe('key bindings', () => {
  it('are a known key and modifiers in their order', () => {
    expect(isKeyBinding(KEY)).toBe(true)
    expect(isKeyBinding({ code: 'MouseBack', modifiers: [] })).toBe(true)
    expect(new Set(KEY_CODES).size).toBe(KEY_CODES.length)
  })

  it.each([
    null,
    'KeyT',
    {},
    { code: 'KeyT' },
    { ...KEY, code: 'KeyÄ' },
    { ...KEY, code: 'MouseLeft' },
    { ...KEY, modifiers: 'control' },
    { ...KEY, modifiers: ['shift', 'control'] },
    { ...KEY, modifiers: ['shift', 'shift'] },
    { ...KEY, modifiers: ['hyper'] },
    { ...KEY, extra: 1 },
  ])('are not %j', (value) => {
    expect(isKeyBinding(value)).toBe(false)
  })
})

describe('shortcuts', () => {
  it('name an action each', () => {
    expect(isShortcuts({})).toBe(true)
    expect(isShortcuts({ talk: KEY, mute: { code: 'F5', modifiers: [] } })).toBe(true)
  })

  it.each([null, [], { shout: KEY }, { talk: null }, { talk: 'F5' }])('are not %j', (value) => {
    expect(isShortcuts(value)).toBe(false)
  })
})
