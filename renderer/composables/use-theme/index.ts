import { useMediaQuery } from '@vueuse/core'
import { watchEffect } from 'vue'
import type { AppSettings } from '../../../electron/contract/services.ts'

type Look = Pick<AppSettings, 'theme'> & Partial<Pick<AppSettings, 'contrast' | 'motion' | 'textSize'>>

/** Shows the chosen theme, or the system's and its changes, with contrast, motion and text size, by marks on the document. */
export function useTheme(choice: () => Look): void {
  const systemIsDark = useMediaQuery('(prefers-color-scheme: dark)')
  const systemWantsContrast = useMediaQuery('(prefers-contrast: more)')
  watchEffect(() => {
    const { theme: chosen, contrast = 'system', motion = 'system', textSize = 'normal' } = choice()
    const theme = chosen === 'system' ? (systemIsDark.value ? 'dark' : 'light') : chosen
    const root = document.documentElement
    Object.assign(root.dataset, { theme, contrast, motion, textSize })
    root.toggleAttribute('data-more-contrast', contrast === 'more' || systemWantsContrast.value)
  })
}
