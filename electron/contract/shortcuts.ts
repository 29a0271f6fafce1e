/**
 * Keys that work while another program has the focus: what they do, how they are named, and how they reach the app.
 */

/** What a key can do. `talk` holds while the key is down (push-to-talk); the others change with each press. */
export const SHORTCUT_ACTIONS = ['talk', 'mute', 'deafen'] as const
export type ShortcutAction = (typeof SHORTCUT_ACTIONS)[number]

export const KEY_MODIFIERS = ['control', 'shift', 'alt', 'meta'] as const
export type KeyModifier = (typeof KEY_MODIFIERS)[number]

const LETTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ').map((letter) => `Key${letter}`)
const DIGITS = Array.from('0123456789')
const FUNCTION_KEYS = Array.from({ length: 24 }, (_, at) => `F${String(at + 1)}`)

/** Buttons of a mouse that may be a key; the two that point and open menus may not. */
export const MOUSE_KEYS = ['MouseMiddle', 'MouseBack', 'MouseForward'] as const

/** Every key that may be bound, by the place it has on the keyboard, as `KeyboardEvent.code` names it. */
export const KEY_CODES: readonly string[] = [
  ...LETTERS,
  ...DIGITS.map((digit) => `Digit${digit}`),
  ...DIGITS.map((digit) => `Numpad${digit}`),
  ...FUNCTION_KEYS,
  ...[
    'ControlLeft',
    'ControlRight',
    'ShiftLeft',
    'ShiftRight',
    'AltLeft',
    'AltRight',
    'MetaLeft',
    'MetaRight',
  ],
  ...['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'],
  ...['Insert', 'Delete', 'Backspace', 'Enter', 'Tab', 'Space', 'CapsLock', 'ScrollLock', 'NumLock'],
  ...['Backquote', 'Minus', 'Equal', 'BracketLeft', 'BracketRight', 'Backslash', 'Semicolon', 'Quote'],
  ...['Comma', 'Period', 'Slash', 'PrintScreen'],
  ...['NumpadAdd', 'NumpadSubtract', 'NumpadMultiply', 'NumpadDivide', 'NumpadDecimal', 'NumpadEnter'],
  ...MOUSE_KEYS,
]

/** A key with what must be held beside it. A key that is itself a modifier stands alone. */
export interface KeyBinding {
  /** One of KEY_CODES. */
  readonly code: string
  /** In the order of KEY_MODIFIERS, each at most once. */
  readonly modifiers: readonly KeyModifier[]
}

/** The key of each action; an action without one has none. */
export type Shortcuts = Readonly<Partial<Record<ShortcutAction, KeyBinding>>>

/** Whether a value from outside is a binding. */
export function isKeyBinding(value: unknown): value is KeyBinding {
  if (typeof value !== 'object' || value === null) return false
  const { code, modifiers, ...rest } = value as Record<string, unknown>
  if (typeof code !== 'string' || !KEY_CODES.includes(code) || Object.keys(rest).length > 0) return false
  if (!Array.isArray(modifiers)) return false
  const inOrder = KEY_MODIFIERS.filter((modifier) => modifiers.includes(modifier))
  return inOrder.length === modifiers.length && inOrder.every((modifier, at) => modifier === modifiers[at])
}

/** Whether a value from outside is a set of bindings. */
export function isShortcuts(value: unknown): value is Shortcuts {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.entries(value).every(
    ([action, binding]) => (SHORTCUT_ACTIONS as readonly string[]).includes(action) && isKeyBinding(binding),
  )
}

/**
 * How keys reach the app: `hook` sees every key going down and up, whatever program has the focus; `command` is told
 * by the desktop, which runs `palabre talk-key` for keys that are bound there; `window` sees only keys pressed while a
 * window of the app has the focus.
 */
export type ShortcutRoute = 'hook' | 'command' | 'window'

/** Why it is not `hook`. */
export type ShortcutCause =
  /** Wayland shows no program the keys of another one. */
  | 'wayland'
  /** There is no desktop this program could watch. */
  | 'no-display'
  /** The part that watches keys is not installed for this system. */
  | 'hook-missing'
  /** The system refused it: on macOS the right to watch keys has not been given. */
  | 'hook-refused'

/** What the active route cannot do. */
export type ShortcutLack =
  /** Keys are chosen in the settings of the desktop, not here. */
  | 'choose-here'
  /** Nothing is seen while another program has the focus. */
  | 'other-programs'
  /** Nothing is seen while a program of the administrator has the focus. */
  | 'elevated-programs'
  /** The program in front gets the key as well. */
  | 'keep-from-others'

/** The active route and what to know about it. */
export interface ShortcutStatus {
  readonly route: ShortcutRoute
  readonly cause?: ShortcutCause
  readonly cannot: readonly ShortcutLack[]
  /** What a desktop runs for a key, without its last word (`down`, `up`, `toggle`); absent where it would reach nobody. */
  readonly command?: string
}

/** A key of an action went down or up. */
export interface ShortcutPress {
  readonly action: ShortcutAction
  readonly down: boolean
}
