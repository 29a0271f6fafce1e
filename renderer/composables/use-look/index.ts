import { watchEffect } from 'vue'
import { useI18n } from 'vue-i18n'
import { languageOf } from '../../i18n/index.ts'
import { useSettingsStore } from '../../stores/settings.ts'
import { useTheme } from '../use-theme/index.ts'

/** Keeps theme and language of a page in step with the settings. */
export function useLook(): void {
  const settings = useSettingsStore()
  const { locale } = useI18n()
  useTheme(() => settings.settings)
  watchEffect(() => {
    locale.value = languageOf(settings.settings.language, navigator.languages)
    document.documentElement.lang = locale.value
  })
}
