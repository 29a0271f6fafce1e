import { onScopeDispose, watch } from 'vue'
import {
  KEY_MODIFIERS,
  type KeyBinding,
  type KeyModifier,
  type ShortcutAction,
  type Shortcuts,
} from '../../../electron/contract/shortcuts.ts'
import { TalkKey, type TalkKeyStyle } from '../../../electron/contract/talk-key.ts'

/** The key of push-to-talk where none was chosen: alone it writes nothing, so it works in a field too. */
export const USUAL_TALK_KEY: KeyBinding = { code: 'ControlRight', modifiers: [] }

const PRESSED = { control: 'ctrlKey', shift: 'shiftKey', alt: 'altKey', meta: 'metaKey' } as const
const MODIFIER_CODES: Record<KeyModifier, string> = {
  control: 'Control',
  shift: 'Shift',
  alt: 'Alt',
  meta: 'Meta',
}
const MOUSE_CODES = ['', 'MouseMiddle', '', 'MouseBack', 'MouseForward']

type Pressed = Pick<KeyboardEvent, 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'>

/** The key of an event with what is held beside it; a key that is itself a modifier stands alone. */
export function bindingOf(event: KeyboardEvent | MouseEvent): KeyBinding {
  const code = 'code' in event ? event.code : (MOUSE_CODES[event.button] ?? '')
  const isModifier = Object.values(MODIFIER_CODES).some((name) => code.startsWith(name))
  return { code, modifiers: isModifier ? [] : heldIn(event) }
}

function heldIn(event: Pressed): KeyModifier[] {
  return KEY_MODIFIERS.filter((modifier) => event[PRESSED[modifier]])
}

function isSame(one: KeyBinding, other: KeyBinding): boolean {
  return one.code === other.code && one.modifiers.join() === other.modifiers.join()
}

/** Whether a key writes something where one is writing. */
function writes({ code, modifiers }: KeyBinding): boolean {
  const isPlain = !modifiers.some((modifier) => modifier !== 'shift')
  return isPlain && !/^(F\d+|Control|Shift|Alt|Meta|Mouse|CapsLock|ScrollLock|NumLock|PrintScreen)/.test(code)
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA)$/.test(target.tagName))
  )
}

export interface KeysOptions {
  /** The keys that this window looks for itself; those that work everywhere are seen to by the shell. */
  readonly shortcuts: () => Shortcuts
  readonly style: () => TalkKeyStyle
  readonly talk: (on: boolean) => void
  readonly toggleMute: () => void
  readonly toggleDeafen: () => void
}

/** The keys of talking and muting while this window has the focus; one that loses it lets go of what is held. */
export function useKeys({ shortcuts, style, talk, toggleMute, toggleDeafen }: KeysOptions): void {
  const key = new TalkKey(style())
  const acts = { mute: toggleMute, deafen: toggleDeafen }
  let held: string | undefined

  function actionOf(event: KeyboardEvent | MouseEvent): ShortcutAction | undefined {
    const pressed = bindingOf(event)
    if (isWriting(event.target) && writes(pressed)) return undefined
    const found = Object.entries(shortcuts()).find(([, binding]) => isSame(binding, pressed))
    return found?.[0] as ShortcutAction | undefined
  }

  function down(event: KeyboardEvent | MouseEvent): void {
    if ('repeat' in event && event.repeat) return
    const action = actionOf(event)
    if (action === undefined) return
    if (action !== 'talk') {
      event.preventDefault()
      acts[action]()
      return
    }
    held = bindingOf(event).code
    talk(key.press(true, performance.now()))
  }

  // What was held beside the key may have been let go before it.
  function up(event: KeyboardEvent | MouseEvent): void {
    if (held === undefined || bindingOf(event).code !== held) return
    held = undefined
    talk(key.press(false, performance.now()))
  }

  function lost(): void {
    held = undefined
    talk(key.lose())
  }

  const listeners = [
    ['keydown', down],
    ['mousedown', down],
    ['keyup', up],
    ['mouseup', up],
    ['blur', lost],
  ] as const
  for (const [name, listener] of listeners) window.addEventListener(name, listener as EventListener)
  watch(style, (next) => {
    key.setStyle(next)
    talk(false)
  })
  onScopeDispose(() => {
    for (const [name, listener] of listeners) window.removeEventListener(name, listener as EventListener)
    talk(false)
  })
}
