import type { AppSettings } from '../../contract/services.ts'
import { EN_WORDS } from './en.ts'
import { FR_WORDS } from './fr.ts'

/** The words of what is not a page: menus, tray, notices. */
export interface ShellWords {
  readonly show: string
  readonly mini: string
  readonly mute: string
  readonly unmute: string
  readonly deafen: string
  readonly undeafen: string
  readonly leave: string
  readonly quit: string
  readonly about: string
  readonly services: string
  readonly hide: string
  readonly hideOthers: string
  readonly unhide: string
  readonly file: string
  readonly edit: string
  readonly undo: string
  readonly redo: string
  readonly cut: string
  readonly copy: string
  readonly paste: string
  readonly selectAll: string
  readonly view: string
  readonly larger: string
  readonly smaller: string
  readonly actualSize: string
  readonly fullScreen: string
  readonly call: string
  readonly window: string
  readonly minimize: string
  readonly close: string
  readonly front: string
  readonly idle: string
  readonly inCallAt: (host: string) => string
  readonly arrived: (name: string) => string
  readonly privately: (name: string) => string
}

/** The words in the chosen language, or in the first of the system's that is there. */
export function wordsFor(choice: AppSettings['language'], preferred: readonly string[]): ShellWords {
  if (choice !== 'system') return choice === 'fr' ? FR_WORDS : EN_WORDS
  for (const tag of preferred) {
    const language = tag.toLowerCase().split('-')[0]
    if (language === 'fr') return FR_WORDS
    if (language === 'en') return EN_WORDS
  }
  return EN_WORDS
}
