/** Names of UiohookKey that differ from the physical names of `KeyboardEvent.code`. */
const RENAMED: Readonly<Record<string, string>> = {
  Ctrl: 'ControlLeft',
  CtrlRight: 'ControlRight',
  Shift: 'ShiftLeft',
  Alt: 'AltLeft',
  Meta: 'MetaLeft',
}

/** Buttons as the hook numbers them; 1 and 2 point and open menus. */
const BUTTONS = new Map([
  [3, 'MouseMiddle'],
  [4, 'MouseBack'],
  [5, 'MouseForward'],
])

/** The name of a mouse button; undefined for one that is no key. */
export function buttonName(button: unknown): string | undefined {
  return typeof button === 'number' ? BUTTONS.get(button) : undefined
}

/** From the hook's number of a key to its name, made of the hook's own table. */
export function keyNames(table: Readonly<Record<string, number>>): ReadonlyMap<number, string> {
  const names = new Map<number, string>()
  for (const [name, number] of Object.entries(table)) {
    // The keys of the number pad without its lock have numbers of their own; they are the same keys.
    if (!/^Numpad[A-Z]/.test(name) || isPadSign(name)) names.set(number, codeOf(name))
  }
  return names
}

function isPadSign(name: string): boolean {
  return ['Multiply', 'Add', 'Subtract', 'Decimal', 'Divide', 'Enter'].some(
    (sign) => name === `Numpad${sign}`,
  )
}

function codeOf(name: string): string {
  if (/^[A-Z]$/.test(name)) return `Key${name}`
  if (/^\d$/.test(name)) return `Digit${name}`
  return RENAMED[name] ?? name
}
