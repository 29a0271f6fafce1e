import { createI18n } from 'vue-i18n'
import type { AppSettings } from '../../electron/contract/services.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'

/** Every language there is, by its code. */
export const LANGUAGES = { en, fr } as const
export type Language = keyof typeof LANGUAGES

/** The languages' messages for Vue, English until the settings are known or where the system's is not here. */
export function createMessages() {
  return createI18n({
    legacy: false,
    locale: languageOf('system', navigator.languages),
    fallbackLocale: 'en',
    messages: LANGUAGES,
  })
}

/** The language to show: the chosen one, or the first of the system's that is there. */
export function languageOf(choice: AppSettings['language'], preferred: readonly string[]): Language {
  if (choice !== 'system') return choice
  for (const tag of preferred) {
    const language = tag.toLowerCase().split('-')[0] ?? ''
    if (Object.hasOwn(LANGUAGES, language)) return language as Language
  }
  return 'en'
}
