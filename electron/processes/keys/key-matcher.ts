import {
  SHORTCUT_ACTIONS,
  type KeyBinding,
  type KeyModifier,
  type ShortcutAction,
  type ShortcutPress,
  type Shortcuts,
} from '../../contract/shortcuts.ts'

/** Which modifiers are held, as the hook says with each key. */
export type Held = Readonly<Record<KeyModifier, boolean>>

/** The modifier that a key itself is. */
const OWN_MODIFIER: Readonly<Record<string, KeyModifier>> = {
  ControlLeft: 'control',
  ControlRight: 'control',
  ShiftLeft: 'shift',
  ShiftRight: 'shift',
  AltLeft: 'alt',
  AltRight: 'alt',
  MetaLeft: 'meta',
  MetaRight: 'meta',
}

/**
 * Finds the presses that mean something among all keys. What means nothing leaves no trace here. A key that a keyboard
 * repeats goes down once; it is up when it is let go, whatever became of its modifiers.
 */
export class KeyMatcher {
  #shortcuts: Shortcuts = {}
  readonly #down = new Set<ShortcutAction>()

  /** Takes other keys; answers the actions whose key is let go by that. */
  bind(shortcuts: Shortcuts): ShortcutPress[] {
    this.#shortcuts = shortcuts
    const released = [...this.#down].map((action) => ({ action, down: false }))
    this.#down.clear()
    return released
  }

  /** A key went down. */
  pressed(code: string, held: Held): ShortcutPress[] {
    const begun = SHORTCUT_ACTIONS.filter((action) => {
      const binding = this.#shortcuts[action]
      return binding !== undefined && !this.#down.has(action) && isMeant(binding, code, held)
    })
    for (const action of begun) this.#down.add(action)
    return begun.map((action) => ({ action, down: true }))
  }

  /** A key went up. */
  released(code: string): ShortcutPress[] {
    const ended = [...this.#down].filter((action) => this.#shortcuts[action]?.code === code)
    for (const action of ended) this.#down.delete(action)
    return ended.map((action) => ({ action, down: false }))
  }
}

/** With just the modifiers that are named: a key alone does not answer to a combination that another program has. */
function isMeant(binding: KeyBinding, code: string, held: Held): boolean {
  if (binding.code !== code) return false
  const own = OWN_MODIFIER[code]
  return Object.entries(held).every(
    ([modifier, isHeld]) =>
      modifier === own || isHeld === binding.modifiers.includes(modifier as KeyModifier),
  )
}
