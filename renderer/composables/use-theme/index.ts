import { onScopeDispose, ref, watchEffect } from 'vue'
import type { AppSettings } from '../../../electron/contract/services.ts'

type Look = Pick<AppSettings, 'theme'> & Partial<Pick<AppSettings, 'contrast' | 'motion' | 'textSize'>>

/** Shows the chosen theme, or the system's and its changes, with contrast, motion and text size, by marks on the document. */
export function useTheme(choice: () => Look): void {
  const query = window.matchMedia('(prefers-color-scheme: dark)')
  const systemIsDark = ref(query.matches)
  const follow = (event: MediaQueryListEvent): void => {
    systemIsDark.value = event.matches
  }
  query.addEventListener('change', follow)
  onScopeDispose(() => {
    query.removeEventListener('change', follow)
  })
  watchEffect(() => {
    const { theme: chosen, contrast = 'system', motion = 'system', textSize = 'normal' } = choice()
    const theme = chosen === 'system' ? (systemIsDark.value ? 'dark' : 'light') : chosen
    Object.assign(document.documentElement.dataset, { theme, contrast, motion, textSize })
  })
}
