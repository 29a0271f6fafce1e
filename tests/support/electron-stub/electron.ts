import { EventEmitter } from 'node:events'
import process from 'node:process'
import { windowEvents } from './window.ts'

export { MessageChannelMain } from './ports.ts'
export { utilityProcess } from './utility-process.ts'
export { BrowserWindow, ipcMain, protocol } from './window.ts'

class App extends EventEmitter {
  requestSingleInstanceLock(): boolean {
    return true
  }

  enableSandbox(): void {}

  whenReady(): Promise<void> {
    return Promise.resolve()
  }

  getVersion(): string {
    return '0.1.0'
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

/** Programs of the system, which a test has none of. */
export const shell = { openExternal: (): Promise<void> => Promise.resolve() }

export const session = {
  defaultSession: { setPermissionRequestHandler(): void {}, setPermissionCheckHandler(): void {} },
}
