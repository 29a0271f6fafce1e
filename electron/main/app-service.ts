import type { AppApi, AppInfo } from '../contract/services.ts'
import type { ShortcutStatus } from '../contract/shortcuts.ts'
import type { SettingsStore } from './settings.ts'

/** What the app's own service speaks for. */
export interface AppServiceParts {
  readonly info: AppInfo
  readonly settings: SettingsStore
  readonly shortcutStatus: () => ShortcutStatus
  readonly diagnostics: AppApi['diagnostics']
}

/** The app's own service, the same in both shells. */
export function createAppService({ info, settings, shortcutStatus, diagnostics }: AppServiceParts): AppApi {
  return {
    info: () => Promise.resolve(info),
    settings: () => Promise.resolve(settings.get()),
    saveSettings: (change) => settings.save(change),
    shortcutStatus: () => Promise.resolve(shortcutStatus()),
    diagnostics,
  }
}
