import type { MenuItemConstructorOptions } from 'electron'
import type { ShellWords } from '../words/words.ts'
import type { CallView } from './call-watch.ts'

/** What the entries about a call do. */
export interface CallActs {
  readonly toggleMute: () => void
  readonly toggleDeafen: () => void
  readonly leave: () => void
  readonly showMini: () => void
}

/** The entries about a call, in the tray and in the menu of the app; grey where there is none. */
export function callEntries(view: CallView, words: ShellWords, acts: CallActs): MenuItemConstructorOptions[] {
  const enabled = view.room !== undefined
  return [
    { id: 'mute', label: view.muted ? words.unmute : words.mute, enabled, click: acts.toggleMute },
    { id: 'deafen', label: view.deafened ? words.undeafen : words.deafen, enabled, click: acts.toggleDeafen },
    { id: 'mini', label: words.mini, enabled, click: acts.showMini },
    { type: 'separator' },
    { id: 'leave', label: words.leave, enabled, click: acts.leave },
  ]
}
