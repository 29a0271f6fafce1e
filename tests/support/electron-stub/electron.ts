import { EventEmitter } from 'node:events'
import process from 'node:process'
import { obey } from './control.ts'
import { windowEvents } from './window.ts'

export { Menu, Notification, powerSaveBlocker, screen, session, shell, Tray } from './desk.ts'
export { MessageChannelMain } from './ports.ts'
export { utilityProcess } from './utility-process.ts'
export { BrowserWindow, ipcMain, protocol } from './window.ts'

class App extends EventEmitter {
  readonly isPackaged = process.env['STUB_PACKAGED'] === '1'
  /** What the system was told of starting with the session, and of links. */
  login: unknown
  scheme: string | undefined

  requestSingleInstanceLock(): boolean {
    return true
  }

  enableSandbox(): void {}

  setAppUserModelId(): void {}

  setAsDefaultProtocolClient(scheme: string): void {
    this.scheme = scheme
  }

  setLoginItemSettings(settings: unknown): void {
    this.login = settings
  }

  getPreferredSystemLanguages(): string[] {
    return ['en-GB']
  }

  whenReady(): Promise<void> {
    return Promise.resolve()
  }

  getVersion(): string {
    return '0.1.0'
  }

  exit(code: number): void {
    process.exit(code)
  }

  /** Asks everybody first; whoever prevents it quits again when ready. */
  quit(): void {
    const asked = { isPrevented: false }
    this.emit('before-quit', {
      preventDefault: () => {
        asked.isPrevented = true
      },
    })
    if (!asked.isPrevented) process.exit(0)
  }
}

export const app = new App()
windowEvents.on('closed', () => app.emit('window-all-closed'))
windowEvents.on('created', (page) => app.emit('web-contents-created', {}, page))
obey(app)
