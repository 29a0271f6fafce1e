import { BrowserWindow, session, shell } from 'electron'
import { APP_ORIGIN, isWebLink } from './page-address.ts'

/** The smallest window the page is made for, and the one it opens with, pixels. */
const SMALLEST = { width: 800, height: 600 }
const USUAL = { width: 1080, height: 720 }

/** Opens the window: sandboxed, isolated, bound to our page. */
export function openWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    ...USUAL,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: 'Palabre',
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
    },
  })
  window.webContents.setWindowOpenHandler(({ url }) => {
    // Links that people wrote, after the page has asked: the system's browser opens them, never a window of ours.
    if (isWebLink(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
  window.webContents.on('will-navigate', (event) => {
    event.preventDefault()
  })
  window.once('ready-to-show', () => {
    window.show()
  })
  void window.loadURL(`${APP_ORIGIN}/`)
  return window
}

/** The page needs nothing of the system: sound is the voice service's matter. The clipboard may be written. */
export function refusePermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_page, permission, answer) => {
    answer(permission === 'clipboard-sanitized-write')
  })
  session.defaultSession.setPermissionCheckHandler(
    (_page, permission) => permission === 'clipboard-sanitized-write',
  )
}
