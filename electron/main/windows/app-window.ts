import { BrowserWindow, screen, type BrowserWindowConstructorOptions } from 'electron'
import { Backoff } from '../../base/backoff.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import { WINDOW_CONFIG } from '../config.ts'
import { APP_ORIGIN } from '../page-address.ts'
import type { PlaceFile, WindowName } from './place-file.ts'
import { placeOn, type WindowSizes } from './window-place.ts'

export interface WindowParts {
  /** Path of the built preload. */
  readonly preload: string
  readonly icon: string
  readonly places: PlaceFile
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

export interface WindowKind {
  readonly name: WindowName
  readonly sizes: WindowSizes
  /** What follows the address of the page. */
  readonly query: string
  readonly options: BrowserWindowConstructorOptions
  /** Whether it shows itself when its page has been drawn. */
  readonly show: boolean
}

/** Opens a window on our page, where it stood last: sandboxed, isolated. */
export function openAppWindow(kind: WindowKind, parts: WindowParts): BrowserWindow {
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea)
  const { maximized, ...bounds } = placeOn(parts.places.get(kind.name), screens, kind.sizes)
  const window = new BrowserWindow({
    ...bounds,
    minWidth: kind.sizes.smallest.width,
    minHeight: kind.sizes.smallest.height,
    show: false,
    title: 'Palabre',
    icon: parts.icon,
    autoHideMenuBar: true,
    ...kind.options,
    webPreferences: {
      preload: parts.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  keepPlace(window, kind.name, parts.places)
  reloadAfterCrash(window, parts)
  window.once('ready-to-show', () => {
    if (!kind.show) return
    if (maximized) window.maximize()
    window.show()
  })
  void window.loadURL(`${APP_ORIGIN}/${kind.query}`)
  return window
}

/** A maximised window keeps the place it goes back to. */
function keepPlace(window: BrowserWindow, name: WindowName, places: PlaceFile): void {
  const keep = (): void => {
    if (window.isDestroyed() || window.isMinimized()) return
    places.set(name, { ...window.getNormalBounds(), maximized: window.isMaximized() })
  }
  window.on('resize', keep)
  window.on('move', keep)
  window.on('maximize', keep)
  window.on('unmaximize', keep)
}

/** The call goes on in its own process; the page finds it again after it was loaded anew. */
function reloadAfterCrash(window: BrowserWindow, { clock, random, logger }: WindowParts): void {
  const backoff = new Backoff(WINDOW_CONFIG.reload, random)
  let loadedMs = clock.nowMs()
  window.webContents.on('did-finish-load', () => {
    loadedMs = clock.nowMs()
  })
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    logger.warn({ reason }, 'the page stopped by itself')
    if (clock.nowMs() - loadedMs >= WINDOW_CONFIG.soundAfterMs) backoff.reset()
    clock.after(backoff.next(), () => {
      if (!window.isDestroyed()) window.webContents.reload()
    })
  })
}
