import type { BrowserWindow } from 'electron'
import { WINDOW_CONFIG } from '../config.ts'
import { openAppWindow, type WindowParts } from './app-window.ts'

export interface WindowsOptions extends WindowParts {
  /** Whether the main window hides where it would close. */
  readonly keepsOn: () => boolean
}

/** The windows of the app: the main one, and the small one that stays above others during a call. */
export class Windows {
  readonly #options: WindowsOptions
  #main: BrowserWindow | undefined
  #mini: BrowserWindow | undefined
  #isQuitting = false

  constructor(options: WindowsOptions) {
    this.#options = options
  }

  /** Opens the main window; `hidden` where nobody asked to see it yet. */
  openMain(hidden = false): void {
    const window = openAppWindow(
      { name: 'main', sizes: WINDOW_CONFIG.main, query: '', options: {}, show: !hidden },
      this.#options,
    )
    this.#main = window
    window.on('close', (event) => {
      if (this.#isQuitting || !this.#options.keepsOn()) {
        this.#mini?.close()
        return
      }
      event.preventDefault()
      window.hide()
    })
    window.on('closed', () => {
      this.#main = undefined
    })
  }

  /** Brings the main window to the front, wherever it was. */
  showMain(): void {
    const window = this.#main
    if (window === undefined) {
      this.openMain()
      return
    }
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  /** Opens the small window, or closes it. */
  showMini(on: boolean): void {
    if (!on) {
      this.#mini?.close()
      return
    }
    if (this.#mini === undefined) this.#openMini()
    else this.#mini.showInactive()
  }

  /** Whether the person has one of them in front. */
  get hasFocus(): boolean {
    return this.#main?.isFocused() === true || this.#mini?.isFocused() === true
  }

  /** From now on a window that is closed is closed. */
  letClose(): void {
    this.#isQuitting = true
  }

  #openMini(): void {
    const options = { alwaysOnTop: true, maximizable: false, fullscreenable: false, skipTaskbar: true }
    const window = openAppWindow(
      { name: 'mini', sizes: WINDOW_CONFIG.mini, query: '?view=mini', options, show: true },
      this.#options,
    )
    this.#mini = window
    window.setVisibleOnAllWorkspaces(true)
    window.on('closed', () => {
      this.#mini = undefined
    })
  }
}
