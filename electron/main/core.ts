import { join } from 'node:path'
import { Closers } from '../base/disposable.ts'
import type { Clock } from '../base/clock.ts'
import { LogTail } from '../base/log-tail.ts'
import type { Logger } from '../base/logger.ts'
import type { Random } from '../base/random.ts'
import { APP_METHODS, type AppApi, type AppEvents, type AppInfo } from '../contract/services.ts'
import type { Port } from '../processes/port.ts'
import { Audience } from '../processes/rpc.ts'
import type { Runner, ServiceName } from '../processes/runner.ts'
import { createAppService } from './app-service.ts'
import { APP_CONFIG } from './config.ts'
import { gatherDiagnostics } from './diagnostics/gather.ts'
import { openSettings, type SettingsStore } from './settings.ts'
import { routeOf } from './shortcuts/route.ts'
import { startSupervisor, type Supervisor } from './supervisor/supervisor.ts'

/** Everything an app is, but for the shell that shows it. */
export interface AppCore {
  readonly settings: SettingsStore
  readonly supervisor: Supervisor
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
}

/** Reads the settings and starts the services. */
export async function startCore(options: AppCoreOptions): Promise<AppCore> {
  const log = new LogTail(APP_CONFIG.logLines)
  const logger = log.heard('app', options.logger)
  const settings = await openSettings(join(options.dataDir, 'settings.json'), logger)
  const closers = new Closers()
  const supervisor = startSupervisor({ ...options, logger, log })
  closers.add(() => supervisor.close())
  const { platform } = options.info
  const api: AppApi = createAppService({
    info: options.info,
    settings,
    shortcutStatus: () => routeOf({ platform, env: options.env, hook: 'missing', command: undefined }),
    diagnostics: (history) => gatherDiagnostics({ ...options, settings, supervisor, log }, history),
  })
  const audience = new Audience<AppEvents>()
  supervisor.onService((event) => {
    audience.tell.onService(event)
  })
  return {
    settings,
    supervisor,
    attach(service, page) {
      if (service === 'app') audience.add(page, api, APP_METHODS)
      else splice(page, supervisor.open(service))
    },
    close: () => closers.close(),
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
