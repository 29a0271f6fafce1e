import { createRequire } from 'node:module'
import { buttonName, keyNames } from './key-codes.ts'
import type { Held } from './key-matcher.ts'

/** Every key of the desktop, going down and up. */
export interface KeyHook {
  /** Begins to watch; throws where the system does not let it. */
  start(listener: KeyListener): void
  stop(): void
}

export interface KeyListener {
  pressed(code: string, held: Held): void
  released(code: string): void
}

/** What of the library is used. */
interface Library {
  readonly uIOhook: {
    on(event: 'keydown' | 'keyup' | 'mousedown' | 'mouseup', listener: (event: LibraryEvent) => void): void
    removeAllListeners(): void
    start(): void
    stop(): void
  }
  readonly UiohookKey: Readonly<Record<string, number>>
}

interface LibraryEvent {
  readonly keycode?: number
  readonly button?: unknown
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
}

/** The hook of this system; undefined where its library cannot be loaded. */
export function loadKeyHook(): KeyHook | undefined {
  try {
    const library = createRequire(import.meta.url)('uiohook-napi') as Library
    return hookOf(library)
  } catch {
    return undefined
  }
}

function hookOf({ uIOhook, UiohookKey }: Library): KeyHook {
  const names = keyNames(UiohookKey)
  const nameOf = ({ keycode, button }: LibraryEvent): string | undefined =>
    keycode === undefined ? buttonName(button) : names.get(keycode)
  return {
    start(listener) {
      const down = (event: LibraryEvent): void => {
        const code = nameOf(event)
        if (code !== undefined) listener.pressed(code, heldIn(event))
      }
      const up = (event: LibraryEvent): void => {
        const code = nameOf(event)
        if (code !== undefined) listener.released(code)
      }
      uIOhook.on('keydown', down)
      uIOhook.on('mousedown', down)
      uIOhook.on('keyup', up)
      uIOhook.on('mouseup', up)
      uIOhook.start()
    },
    stop() {
      uIOhook.removeAllListeners()
      uIOhook.stop()
    },
  }
}

function heldIn({ ctrlKey, shiftKey, altKey, metaKey }: LibraryEvent): Held {
  return { control: ctrlKey, shift: shiftKey, alt: altKey, meta: metaKey }
}
