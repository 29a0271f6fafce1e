import process from 'node:process'
import { app } from 'electron'
import type { Logger } from '../../base/logger.ts'
import { autostartFile, HIDDEN_WORD, setAutostart } from './login-entry.ts'

/** Makes the system start the app with the session, or not any more. Only an installed app can be started so. */
export async function setStartAtLogin(on: boolean, home: string, logger: Logger): Promise<void> {
  if (!app.isPackaged) return
  if (process.platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: on, args: [HIDDEN_WORD] })
    return
  }
  // An AppImage runs from a place that is gone with it; this names the file itself.
  const program = process.env['APPIMAGE'] ?? process.execPath
  await setAutostart(autostartFile(home, process.env), program, on).catch((error: unknown) => {
    logger.warn({ error: String(error) }, 'the start at login could not be changed')
  })
}

/** Whether this start is one of those. */
export function isStartAtLogin(words: readonly string[]): boolean {
  return (
    words.includes(HIDDEN_WORD) ||
    (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin)
  )
}
