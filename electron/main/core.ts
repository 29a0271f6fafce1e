import { join } from 'node:path'
import { Closers } from '../base/disposable.ts'
import type { Clock } from '../base/clock.ts'
import { LogTail } from '../base/log-tail.ts'
import type { Logger } from '../base/logger.ts'
import type { Random } from '../base/random.ts'
import { APP_CALLS } from '../contract/app-calls.ts'
import { type AppApi, type AppEvents, type AppInfo } from '../contract/services.ts'
import type { Port } from '../processes/port.ts'
import { Audience } from '../processes/rpc.ts'
import type { Runner, ServiceName } from '../processes/runner.ts'
import { createAppService, type Desk } from './app-service.ts'
import { CallWatch } from './call/call-watch.ts'
import { APP_CONFIG } from './config.ts'
import { gatherDiagnostics } from './diagnostics/gather.ts'
import { openSettings, type SettingsStore } from './settings.ts'
import { ShortcutService } from './shortcuts/shortcut-service.ts'
import { openTalkSocket, type TalkWord } from './shortcuts/talk-socket.ts'
import type { SupervisorParts } from './supervisor/supervised-service.ts'
import { startSupervisor, type Supervisor } from './supervisor/supervisor.ts'
import { UpdateKeeper, type UpdateFeed } from './updates/update-keeper.ts'

/** Everything an app is, but for the shell that shows it. */
export interface AppCore {
  readonly settings: SettingsStore
  readonly supervisor: Supervisor
  /** The call as this process sees it. */
  readonly call: CallWatch
  /** Events to every page. */
  readonly tell: AppEvents
  /** Joins a page's line to the service it asked for; closes it where the service does not run now. */
  readonly attach: (service: ServiceName | 'app', page: Port) => void
  close(): Promise<void>
}

export interface AppCoreOptions {
  readonly dataDir: string
  readonly info: AppInfo
  /** Tells what desktop this is. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly runner: Runner
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly desk?: Desk
  /** Where `palabre talk-key` finds this app; absent: it listens to none. */
  readonly talkSocket?: string
  /** Where newer versions come from; absent: this app is not updated by itself. */
  readonly updates?: UpdateFeed | undefined
}

/** Reads the settings and starts the services. */
export async function startCore(options: AppCoreOptions): Promise<AppCore> {
  const log = new LogTail(APP_CONFIG.logLines)
  const logger = log.heard('app', options.logger)
  const settings = await openSettings(join(options.dataDir, 'settings.json'), logger)
  const closers = new Closers()
  const supervisor = startSupervisor({ ...options, logger, log })
  closers.add(() => supervisor.close())
  const call = new CallWatch(() => supervisor.open('voice'), logger)
  call.attach()
  const shortcuts = await startShortcuts({ ...options, logger, log }, call, closers)
  const updates = new UpdateKeeper({
    ...{ feed: options.updates, current: options.info.version, clock: options.clock },
    track: () => settings.get().updateTrack,
    isInCall: () => call.view.room !== undefined,
  })
  closers.add(() => {
    updates.close()
  })
  const api: AppApi = createAppService({
    info: options.info,
    settings,
    desk: options.desk,
    updates,
    shortcutStatus: () => shortcuts.status,
    diagnostics: (history) => gatherDiagnostics({ ...options, settings, supervisor, log }, history),
  })
  const audience = new Audience<AppEvents>()
  supervisor.onService((event) => {
    audience.tell.onService(event)
    if (event.service === 'voice' && event.running) call.attach()
  })
  shortcuts.onStatus((status) => {
    audience.tell.onShortcutStatus(status)
  })
  shortcuts.onPress((press) => {
    audience.tell.onShortcut(press)
  })
  updates.onChange((status) => {
    audience.tell.onUpdate(status)
  })
  call.onChange(() => {
    updates.callChanged()
  })
  updates.start()
  settings.onChange((now) => {
    shortcuts.bind(now.shortcuts, now.talkKeyStyle)
  })
  shortcuts.bind(settings.get().shortcuts, settings.get().talkKeyStyle)
  return {
    ...{ settings, supervisor, call, tell: audience.tell },
    attach(service, page) {
      if (service === 'app') audience.add(page, api, APP_CALLS)
      else splice(page, supervisor.open(service))
    },
    close: () => closers.close(),
  }
}

/** What a desktop runs for a key, by the name the command has where the app is installed. */
const TALK_COMMAND = 'palabre talk-key'

async function startShortcuts(
  options: AppCoreOptions & SupervisorParts,
  call: CallWatch,
  closers: Closers,
): Promise<ShortcutService> {
  let said: (word: TalkWord) => void = () => {}
  const isListening = await listenForKeys(options, closers, (word) => {
    said(word)
  })
  const shortcuts = new ShortcutService({
    platform: options.info.platform,
    env: options.env,
    command: isListening ? TALK_COMMAND : undefined,
    acts: call,
    process: options,
  })
  closers.add(() => shortcuts.close())
  said = (word) => {
    shortcuts.word(word)
  }
  return shortcuts
}

/** Whether `palabre talk-key` reaches this app from now on. */
async function listenForKeys(
  { talkSocket, logger }: AppCoreOptions,
  closers: Closers,
  onWord: (word: TalkWord) => void,
): Promise<boolean> {
  if (talkSocket === undefined) return false
  try {
    closers.add(await openTalkSocket(talkSocket, onWord))
    return true
  } catch (error) {
    logger.warn({ talkSocket, error: String(error) }, 'no program can tell keys to this app')
    return false
  }
}

/** Carries messages both ways between two ports; both close together. */
function splice(page: Port, service: Port | undefined): void {
  if (service === undefined) {
    page.close()
    return
  }
  page.onMessage((message) => {
    service.post(message)
  })
  service.onMessage((message) => {
    page.post(message)
  })
  page.onClose(() => {
    service.close()
  })
  service.onClose(() => {
    page.close()
  })
}
