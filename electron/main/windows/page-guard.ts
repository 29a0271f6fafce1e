import { app, session, shell, type WebContents } from 'electron'
import { isWebLink } from '../page-address.ts'

/** The one thing a page may ask of the system: to put a text (an invite) on the clipboard. */
const ALLOWED = 'clipboard-sanitized-write'

/**
 * Holds for every page this app ever shows: it stays where it is, opens no window, embeds nothing, and gets nothing of
 * the system. Links that people wrote are opened by the system's browser, after the page has asked.
 */
export function guardPages(): void {
  app.on('web-contents-created', (_event, page) => {
    guard(page)
  })
  session.defaultSession.setPermissionRequestHandler((_page, permission, answer) => {
    answer(permission === ALLOWED)
  })
  session.defaultSession.setPermissionCheckHandler((_page, permission) => permission === ALLOWED)
  session.defaultSession.setDevicePermissionHandler(() => false)
}

function guard(page: WebContents): void {
  page.setWindowOpenHandler(({ url }) => {
    if (isWebLink(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
  const refuse = (event: { preventDefault: () => void }): void => {
    event.preventDefault()
  }
  page.on('will-navigate', refuse)
  page.on('will-redirect', refuse)
  page.on('will-attach-webview', refuse)
}
