import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { app, Menu } from 'electron'
import { systemClock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { systemRandom } from '../base/random.ts'
import { utilityRunner } from '../processes/utility-runner.ts'
import { appInfo } from './app-info.ts'
import type { CallView } from './call/call-watch.ts'
import { NoticePicker, type Notice } from './call/notice-picker.ts'
import { mayShowNotices, showNotice } from './call/notices.ts'
import { StayAwake } from './call/stay-awake.ts'
import { openTray, type AppTray } from './call/tray.ts'
import type { TrayActs } from './call/tray-menu.ts'
import { startCore, type AppCore } from './core.ts'
import { servePagePorts } from './ipc/page-ports.ts'
import type { LinkInbox } from './start/deep-links.ts'
import { ownTalkSocket } from './shortcuts/talk-socket.ts'
import { setStartAtLogin } from './start/start-at-login.ts'
import { releaseFeed } from './updates/release-feed.ts'
import { appMenu } from './windows/app-menu.ts'
import { PlaceFile } from './windows/place-file.ts'
import { Windows } from './windows/windows.ts'
import { wordsFor, type ShellWords } from './words/words.ts'

export interface DesktopOptions {
  readonly dataDir: string
  /** Paths of the built preload and of the folder of icons. */
  readonly preload: string
  readonly icons: string
  readonly links: LinkInbox
  /** Whether it was started at login, so that no window opens unasked. */
  readonly hidden: boolean
  readonly logger: Logger
}

/** The app on a desktop: its windows, and what of the system surrounds them. */
export interface Desktop {
  showMain(): void
  /** Leaves the call and ends the services; afterwards windows close when they are asked to. */
  close(): Promise<void>
}

/** Starts the services, then shows the app. */
export async function startDesktop(options: DesktopOptions): Promise<Desktop> {
  const { dataDir, logger, links, hidden } = options
  const { platform, env } = process
  const core = await startCore({
    ...{ dataDir, env, logger, clock: systemClock, random: systemRandom, runner: utilityRunner },
    info: appInfo({ version: app.getVersion(), shell: 'electron', platform }, dataDir, process.versions),
    talkSocket: ownTalkSocket(dataDir),
    updates: releaseFeed(),
    desk: {
      takeInvite: () => links.take(),
      showMini: (on) => {
        windows.showMini(on)
      },
      showMain: () => {
        windows.showMain()
      },
      lacks: () => ({
        startAtLogin: app.isPackaged ? null : 'not-installed',
        tray: surroundings.hasTray ? null : 'desktop',
        notices: mayShowNotices() ? null : 'desktop',
      }),
    },
  })
  const file = join(dataDir, 'windows.json')
  const places = await PlaceFile.open({ file, clock: systemClock, logger })
  const icon = join(options.icons, platform === 'win32' ? 'icon.ico' : 'linux/256x256.png')
  const windows: Windows = new Windows({
    ...{ preload: options.preload, icon, places, logger, clock: systemClock, random: systemRandom },
    keepsOn: () => surroundings.hasTray && core.settings.get().keepInTray,
  })
  const surroundings: { hasTray: boolean } = surround({ core, windows, icon, icons: options.icons, logger })
  links.onArrival(() => {
    windows.showMain()
    core.tell.onInvite()
  })
  servePagePorts(core.attach)
  windows.openMain(hidden && surroundings.hasTray)
  return {
    showMain: () => {
      windows.showMain()
    },
    async close() {
      windows.letClose()
      await Promise.all([core.close(), places.close()])
    },
  }
}

interface Surrounded {
  readonly core: AppCore
  readonly windows: Windows
  readonly icon: string
  readonly icons: string
  readonly logger: Logger
}

/** Tray, menu, notices, sleep and start at login, each in step with the call and the settings. */
function surround({ core, windows, icon, icons, logger }: Surrounded): { hasTray: boolean } {
  const words = (): ShellWords => wordsFor(core.settings.get().language, app.getPreferredSystemLanguages())
  const acts: TrayActs = {
    show: () => {
      windows.showMain()
    },
    showMini: () => {
      windows.showMini(true)
    },
    toggleMute: () => {
      core.call.toggleMute()
    },
    toggleDeafen: () => {
      core.call.toggleDeafen()
    },
    leave: () => {
      core.call.leave()
    },
    quit: () => {
      app.quit()
    },
  }
  const tray = openTray(join(icons, trayIcon()), acts)
  const menus = menuKeeper(acts, tray)
  const awake = new StayAwake()
  const picker = new NoticePicker(systemClock, words, (kind) =>
    core.settings.get().noticeKinds.includes(kind),
  )
  const notify = (notice: Notice | undefined): void => {
    const wanted = core.settings.get().notifications && !windows.hasFocus
    if (notice !== undefined && wanted) showNotice(notice, icon, acts.show)
  }
  core.call.onChange((view) => {
    menus(view, words())
    awake.set(view.room !== undefined)
    if (view.room === undefined) windows.showMini(false)
    notify(picker.ofRoom(view.room))
  })
  core.call.onMessage((event) => {
    notify(picker.ofMessage(event))
  })
  core.settings.onChange((now, before) => {
    menus(core.call.view, words())
    if (now.startAtLogin !== before.startAtLogin) void setStartAtLogin(now.startAtLogin, homedir(), logger)
  })
  menus(core.call.view, words())
  // The path of the program may have changed since the entry was made.
  if (core.settings.get().startAtLogin) void setStartAtLogin(true, homedir(), logger)
  return { hasTray: tray !== undefined }
}

/** Draws the menus anew when something in them has changed, and not with each word somebody says. */
function menuKeeper(acts: TrayActs, tray: AppTray | undefined): (view: CallView, words: ShellWords) => void {
  let shown = ''
  return (view, words) => {
    const now = [view.room?.hostName, view.muted, view.deafened, words.quit].join('\n')
    if (now === shown) return
    shown = now
    Menu.setApplicationMenu(Menu.buildFromTemplate(appMenu(process.platform, view, words, acts)))
    tray?.update(view, words)
  }
}

/** macOS colours a picture of this name itself. */
function trayIcon(): string {
  if (process.platform === 'win32') return 'icon.ico'
  return process.platform === 'darwin' ? 'trayTemplate.png' : 'tray.png'
}
