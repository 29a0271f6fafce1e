import type { MenuItemConstructorOptions } from 'electron'
import type { ShellWords } from '../words/words.ts'
import { callEntries, type CallActs } from './call-menu.ts'
import type { CallView } from './call-watch.ts'

export interface TrayActs extends CallActs {
  readonly show: () => void
  readonly quit: () => void
}

/** The menu behind the icon in the tray. */
export function trayMenu(view: CallView, words: ShellWords, acts: TrayActs): MenuItemConstructorOptions[] {
  return [
    { id: 'show', label: words.show, click: acts.show },
    { type: 'separator' },
    ...callEntries(view, words, acts),
    { type: 'separator' },
    { id: 'quit', label: words.quit, click: acts.quit },
  ]
}

/** What the icon says under the pointer. */
export function trayTip(view: CallView, words: ShellWords): string {
  return view.room === undefined ? words.idle : words.inCallAt(view.room.hostName)
}
