import type { KeysEvents, KeysServiceApi, KeysState } from '../../contract/keys-service.ts'
import { isShortcuts, type ShortcutPress, type Shortcuts } from '../../contract/shortcuts.ts'
import { PalabreError } from '../../contract/errors.ts'
import type { KeyHook } from './key-hook.ts'
import { KeyMatcher } from './key-matcher.ts'

/** Watches keys while some are bound, and tells only of those. */
export class KeysService implements KeysServiceApi {
  readonly #hook: KeyHook | undefined
  readonly #tell: KeysEvents
  readonly #matcher = new KeyMatcher()
  #isWatching = false

  constructor(hook: KeyHook | undefined, tell: KeysEvents) {
    this.#hook = hook
    this.#tell = tell
  }

  bind(shortcuts: Shortcuts): Promise<KeysState> {
    if (!isShortcuts(shortcuts))
      return Promise.reject(new PalabreError('message-malformed', { detail: 'keys' }))
    if (this.#hook === undefined) return Promise.resolve('missing')
    this.#told(this.#matcher.bind(shortcuts))
    const wanted = Object.keys(shortcuts).length > 0
    return Promise.resolve(this.#watch(this.#hook, wanted))
  }

  close(): void {
    if (this.#isWatching) this.#hook?.stop()
    this.#isWatching = false
  }

  #watch(hook: KeyHook, wanted: boolean): KeysState {
    if (!wanted) {
      this.close()
      return 'idle'
    }
    if (this.#isWatching) return 'watching'
    try {
      hook.start({
        pressed: (code, held) => {
          this.#told(this.#matcher.pressed(code, held))
        },
        released: (code) => {
          this.#told(this.#matcher.released(code))
        },
      })
    } catch {
      return 'refused'
    }
    this.#isWatching = true
    return 'watching'
  }

  #told(presses: readonly ShortcutPress[]): void {
    for (const press of presses) this.#tell.onPress(press)
  }
}
