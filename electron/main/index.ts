import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { app, BrowserWindow } from 'electron'
import { systemClock } from '../base/clock.ts'
import { systemRandom } from '../base/random.ts'
import { logLevel, stderrLogger } from '../processes/logger.ts'
import { utilityRunner } from '../processes/utility-runner.ts'
import { appInfo } from './app-info.ts'
import { startCore, type AppCore } from './core.ts'
import { defaultDataDir } from './data-folder.ts'
import { servePagePorts } from './ipc/page-ports.ts'
import { declarePageScheme, servePage } from './page-scheme.ts'
import { openWindow, refusePermissions } from './window.ts'

/** Entry of Electron's main process: windows, and the services kept running. */

// This file stays in out/main itself, so paths beside it are known.
const PRELOAD = join(import.meta.dirname, '../preload/index.cjs')
const PAGE = join(import.meta.dirname, '../renderer')

let core: AppCore | undefined

if (app.requestSingleInstanceLock()) {
  declarePageScheme()
  app.enableSandbox()
  app.on('second-instance', showWindow)
  app.on('activate', showWindow)
  app.on('window-all-closed', () => {
    app.quit()
  })
  app.on('before-quit', endFirst)
  await app.whenReady()
  await start()
} else {
  app.quit()
}

async function start(): Promise<void> {
  const { platform, env } = process
  const dataDir = defaultDataDir({ platform, env, home: homedir() })
  core = await startCore({
    dataDir,
    info: appInfo({ version: app.getVersion(), shell: 'electron', platform }, dataDir, process.versions),
    env,
    runner: utilityRunner,
    clock: systemClock,
    random: systemRandom,
    logger: stderrLogger('app', logLevel(env)),
  })
  refusePermissions()
  servePage(PAGE)
  servePagePorts(core.attach)
  openWindow(PRELOAD)
}

function showWindow(): void {
  const [window] = BrowserWindow.getAllWindows()
  if (window === undefined) openWindow(PRELOAD)
  else if (window.isMinimized()) window.restore()
  else window.focus()
}

/** The services end before the app does: a host tells its guests. */
function endFirst(event: { preventDefault(): void }): void {
  const ending = core
  if (ending === undefined) return
  core = undefined
  event.preventDefault()
  void ending.close().finally(() => {
    app.quit()
  })
}
