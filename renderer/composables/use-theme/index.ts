import { onScopeDispose, ref, watchEffect } from 'vue'
import type { AppSettings } from '../../../electron/contract/services.ts'

/** Shows the chosen theme, or the system's and its changes, by `data-theme` on the document. */
export function useTheme(choice: () => AppSettings['theme']): void {
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
    const chosen = choice()
    const theme = chosen === 'system' ? (systemIsDark.value ? 'dark' : 'light') : chosen
    document.documentElement.dataset['theme'] = theme
  })
}
