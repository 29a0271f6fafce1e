import type { AppApi, AppInfo } from '../contract/services.ts'
import type { SettingsStore } from './settings.ts'

/** The app's own service, the same in both shells. */
export function createAppService(info: AppInfo, settings: SettingsStore): AppApi {
  return {
    info: () => Promise.resolve(info),
    settings: () => Promise.resolve(settings.get()),
    saveSettings: (change) => settings.save(change),
  }
}
