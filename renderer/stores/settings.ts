import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { ErrorReport } from '../../electron/contract/errors.ts'
import { DEFAULT_SETTINGS, type AppInfo, type AppSettings } from '../../electron/contract/services.ts'
import { useBridge } from '../bridge/bridge.ts'
import { failure } from '../bridge/remote.ts'

/** What may be changed by the user. */
export type SettingsChange = Partial<Omit<AppSettings, 'version'>>

/** The settings of this app and what it runs in. */
export const useSettingsStore = defineStore('settings', () => {
  const bridge = useBridge()
  const settings = shallowRef<AppSettings>(DEFAULT_SETTINGS)
  const info = shallowRef<AppInfo>()
  const loaded = ref(false)
  const error = shallowRef<ErrorReport>()

  async function load(): Promise<void> {
    try {
      const [stored, about] = await Promise.all([bridge.app.api.settings(), bridge.app.api.info()])
      settings.value = stored
      info.value = about
      loaded.value = true
    } catch (cause) {
      error.value = failure(cause)
    }
  }

  /** Shows a change at once and keeps it. */
  async function save(change: SettingsChange): Promise<void> {
    settings.value = { ...settings.value, ...change }
    try {
      settings.value = await bridge.app.api.saveSettings(change)
      error.value = undefined
    } catch (cause) {
      error.value = failure(cause)
    }
  }

  const nickname = computed(() => settings.value.nickname)
  return { settings, info, loaded, error, nickname, load, save }
})
