import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { app } from 'electron'
import { logLevel, stderrLogger } from '../processes/logger.ts'
import { defaultDataDir } from './data-folder.ts'
import { startDesktop, type Desktop } from './desktop.ts'
import { declarePageScheme, servePage } from './page-scheme.ts'
import { commandWords } from './start/command-words.ts'
import { LinkInbox } from './start/deep-links.ts'
import { runCommand } from './start/run-command.ts'
import { isStartAtLogin } from './start/start-at-login.ts'
import { guardPages } from './windows/page-guard.ts'

/** Entry of Electron's main process: windows, and the services kept running. */

// This file stays in out/main itself, so paths beside it are known.
const PRELOAD = join(import.meta.dirname, '../preload/index.cjs')
const PAGE = join(import.meta.dirname, '../renderer')
const COMMAND_LINE = join(import.meta.dirname, 'palabre.js')
const ICONS = join(import.meta.dirname, '../../resources/icons')

/** As the installed app is known to the system. */
const APP_ID = 'invalid.example.palabre'
const LINK_SCHEME = 'palabre'

let desktop: Desktop | undefined
let isEnding = false
const links = new LinkInbox()

const words = commandWords(process.argv, app.isPackaged)
if (words !== undefined) {
  app.exit(await runCommand(COMMAND_LINE, words))
} else if (app.requestSingleInstanceLock()) {
  declarePageScheme()
  app.enableSandbox()
  app.setAppUserModelId(APP_ID)
  // An app that is not installed must not take the links of one that is.
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME)
  links.offer(process.argv)
  app.on('open-url', (event, url) => {
    event.preventDefault()
    links.offer([url])
  })
  app.on('second-instance', (_event, words) => {
    if (!links.offer(words)) desktop?.showMain()
  })
  app.on('activate', () => desktop?.showMain())
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
  guardPages()
  servePage(PAGE)
  desktop = await startDesktop({
    ...{ preload: PRELOAD, icons: ICONS, links, hidden: isStartAtLogin(process.argv) },
    dataDir: defaultDataDir({ platform, env, home: homedir() }),
    logger: stderrLogger('app', logLevel(env)),
  })
}

/** The services end before the app does: the call is left, a host tells its guests. */
function endFirst(event: { preventDefault(): void }): void {
  const ending = desktop
  desktop = undefined
  if (ending !== undefined) {
    isEnding = true
    void ending.close().finally(() => {
      isEnding = false
      app.quit()
    })
  }
  // Whoever asks again meanwhile waits as well.
  if (isEnding) event.preventDefault()
}
