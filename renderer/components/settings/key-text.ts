import type { KeyBinding } from '../../../electron/contract/shortcuts.ts'

/** Keys that have a name of their own in each language. */
export const NAMED_KEYS = [
  ...['control', 'shift', 'alt', 'meta', 'left', 'right', 'numpad'],
  ...['Space', 'Enter', 'Tab', 'Backspace', 'Delete', 'Insert', 'Home', 'End', 'PageUp', 'PageDown'],
  ...['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'CapsLock', 'ScrollLock', 'NumLock', 'PrintScreen'],
  ...['MouseMiddle', 'MouseBack', 'MouseForward'],
] as const
export type NamedKey = (typeof NAMED_KEYS)[number]

const SIGNS: Readonly<Record<string, string>> = {
  Backquote: '`',
  Minus: '-',
  Equal: '=',
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Semicolon: ';',
  Quote: "'",
  Comma: ',',
  Period: '.',
  Slash: '/',
  Add: '+',
  Subtract: '−',
  Multiply: '×',
  Divide: '÷',
  Decimal: '.',
}

/** A binding as people read it, by the place of its key on the keyboard; `name` gives words in their language. */
export function keyText({ code, modifiers }: KeyBinding, name: (key: NamedKey) => string): string {
  return [...modifiers.map((modifier) => name(modifier)), codeText(code, name)].join(' + ')
}

function codeText(code: string, name: (key: NamedKey) => string): string {
  const named = NAMED_KEYS.find((key) => key === code)
  if (named !== undefined) return name(named)
  const sided = /^(Control|Shift|Alt|Meta)(Left|Right)$/.exec(code)
  if (sided !== null) {
    const [, key = '', side = ''] = sided
    return `${name(key.toLowerCase() as NamedKey)} (${name(side.toLowerCase() as NamedKey)})`
  }
  const numpad = /^Numpad(.+)$/.exec(code)?.[1]
  if (numpad !== undefined)
    return `${name('numpad')} ${SIGNS[numpad] ?? (numpad === 'Enter' ? name('Enter') : numpad)}`
  return SIGNS[code] ?? code.replace(/^(Key|Digit)/, '')
}
