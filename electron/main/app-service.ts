import { BROWSER_LACKS, type DeskLacks } from '../contract/desk.ts'
import type { AppApi, AppInfo } from '../contract/services.ts'
import type { ShortcutStatus } from '../contract/shortcuts.ts'
import type { SettingsStore } from './settings.ts'
import type { UpdateKeeper } from './updates/update-keeper.ts'

/** What the shell around the page can do beyond the page; the browser shell has nothing of it. */
export interface Desk {
  /** The invite that was opened outside of the app and waits for an answer, once. */
  takeInvite(): string | undefined
  showMini(on: boolean): void
  showMain(): void
  lacks(): DeskLacks
}

/** What the app's own service speaks for. */
export interface AppServiceParts {
  readonly info: AppInfo
  readonly settings: SettingsStore
  readonly shortcutStatus: () => ShortcutStatus
  readonly diagnostics: AppApi['diagnostics']
  readonly updates: UpdateKeeper
  readonly desk?: Desk | undefined
}

/** The app's own service, the same in both shells. */
export function createAppService(parts: AppServiceParts): AppApi {
  const { info, settings, shortcutStatus, diagnostics, updates, desk } = parts
  return {
    info: () => Promise.resolve(info),
    settings: () => Promise.resolve(settings.get()),
    saveSettings: (change) => settings.save(change),
    shortcutStatus: () => Promise.resolve(shortcutStatus()),
    diagnostics,
    takeInvite: () => Promise.resolve(desk?.takeInvite() ?? null),
    showMini(on) {
      desk?.showMini(on)
      return Promise.resolve()
    },
    showMain() {
      desk?.showMain()
      return Promise.resolve()
    },
    deskLacks: () => Promise.resolve(desk?.lacks() ?? BROWSER_LACKS),
    updateStatus: () => Promise.resolve(updates.status),
    lookForUpdate: () => updates.look(),
    fetchUpdate: () => updates.fetch(),
    installUpdate() {
      updates.install()
      return Promise.resolve()
    },
  }
}
