import { Emitter } from '../../base/emitter.ts'
import type { KeysEvents, KeysServiceApi, KeysState } from '../../contract/keys-service.ts'
import type { ShortcutPress, ShortcutStatus, Shortcuts } from '../../contract/shortcuts.ts'
import { TalkKey, type TalkKeyStyle } from '../../contract/talk-key.ts'
import { connect } from '../../processes/rpc.ts'
import { SHORTCUT_CONFIG } from '../config.ts'
import { SupervisedService, type SupervisorParts } from '../supervisor/supervised-service.ts'
import { routeOf, type RouteSurroundings } from './route.ts'
import type { TalkWord } from './talk-socket.ts'

/** What a press does. */
export interface ShortcutActs {
  setTalking(on: boolean): void
  toggleMute(): void
  toggleDeafen(): void
}

export interface ShortcutParts extends Omit<RouteSurroundings, 'hook'> {
  readonly acts: ShortcutActs
  readonly process: SupervisorParts
}

/**
 * Keys that work while another program has the focus. The process that watches them runs only where it can and while a
 * key is bound; words of `palabre talk-key` come in the same way whatever the route is.
 */
export class ShortcutService {
  readonly #parts: ShortcutParts
  readonly #pressed = new Emitter<ShortcutPress>()
  readonly #changed = new Emitter<ShortcutStatus>()
  #hook: RouteSurroundings['hook'] = 'there'
  #shortcuts: Shortcuts = {}
  #style: TalkKeyStyle = 'hold'
  readonly #talkKey = new TalkKey()
  #watcher: SupervisedService | undefined
  #faults = 0
  #isTalking = false

  constructor(parts: ShortcutParts) {
    this.#parts = parts
  }

  get status(): ShortcutStatus {
    return routeOf({ ...this.#parts, hook: this.#hook })
  }

  onPress(listener: (press: ShortcutPress) => void): void {
    this.#pressed.on(listener)
  }

  onStatus(listener: (status: ShortcutStatus) => void): void {
    this.#changed.on(listener)
  }

  /** Takes the keys of the settings, and what a press of the one that talks means. */
  bind(shortcuts: Shortcuts, style: TalkKeyStyle = 'hold'): void {
    this.#shortcuts = shortcuts
    if (style !== this.#style) this.#setStyle(style)
    const wanted = Object.keys(shortcuts).length > 0 && this.status.route === 'hook'
    if (wanted && this.#watcher === undefined) this.#startWatcher()
    else if (this.#watcher !== undefined) this.#tellWatcher(this.#watcher)
  }

  /** What a program said by `palabre talk-key`. */
  word(word: TalkWord): void {
    if (word === 'mute' || word === 'deafen') {
      this.#press({ action: word, down: true })
      this.#press({ action: word, down: false })
    } else this.#press({ action: 'talk', down: word === 'toggle' ? !this.#isTalking : word === 'down' })
  }

  async close(): Promise<void> {
    await this.#watcher?.stop()
  }

  #startWatcher(): void {
    const watcher = new SupervisedService('keys', this.#parts.process)
    this.#watcher = watcher
    watcher.onRunning((running) => {
      // A key that was down when its watcher fell has nobody who sees it go up.
      if (!running) this.#fault(watcher)
      else this.#tellWatcher(watcher)
    })
    watcher.start()
    this.#tellWatcher(watcher)
  }

  #fault(watcher: SupervisedService): void {
    this.#letGo()
    this.#faults += 1
    if (this.#faults < SHORTCUT_CONFIG.mostFaults) return
    watcher.letEnd()
    this.#setHook('refused')
  }

  #tellWatcher(watcher: SupervisedService): void {
    const port = watcher.open()
    if (port === undefined) return
    const api = connect<KeysServiceApi, KeysEvents>(port, {
      onPress: (press) => {
        this.#take(press)
      },
    })
    void api.bind(this.#shortcuts).then(
      (state) => {
        this.#setHook(hookOf(state))
      },
      // The process is gone: its supervisor knows.
      () => {},
    )
  }

  /** A key that is held, or has switched talking on, is let go. */
  #letGo(): void {
    this.#talkKey.reset()
    if (this.#isTalking) this.#press({ action: 'talk', down: false })
  }

  #setStyle(style: TalkKeyStyle): void {
    this.#style = style
    this.#letGo()
    this.#talkKey.setStyle(style)
  }

  /** A key that is seen; words of a program say by themselves what they mean. */
  #take(press: ShortcutPress): void {
    if (press.action !== 'talk') {
      this.#press(press)
      return
    }
    const down = this.#talkKey.press(press.down, this.#parts.process.clock.nowMs())
    if (down !== this.#isTalking) this.#press({ action: 'talk', down })
  }

  #setHook(hook: RouteSurroundings['hook']): void {
    if (hook === this.#hook) return
    this.#hook = hook
    this.#changed.emit(this.status)
  }

  #press(press: ShortcutPress): void {
    const { acts } = this.#parts
    if (press.action === 'talk') {
      this.#isTalking = press.down
      acts.setTalking(press.down)
    } else if (press.down) {
      if (press.action === 'mute') acts.toggleMute()
      else acts.toggleDeafen()
    }
    this.#pressed.emit(press)
  }
}

function hookOf(state: KeysState): RouteSurroundings['hook'] {
  return state === 'missing' || state === 'refused' ? state : 'there'
}
