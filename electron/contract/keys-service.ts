import type { ShortcutPress, Shortcuts } from './shortcuts.ts'

/** How the process that watches keys stands: `missing` has no library for this system, `refused` no right. */
export type KeysState = 'watching' | 'idle' | 'missing' | 'refused'

/** What the app asks of the process that watches keys. Only keys that are bound are ever told. */
export interface KeysServiceApi {
  /** Watches these keys from now on; none of them ends it. */
  bind(shortcuts: Shortcuts): Promise<KeysState>
}

export interface KeysEvents {
  onPress(press: ShortcutPress): void
}
