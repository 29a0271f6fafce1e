import { Menu, Tray } from 'electron'
import type { ShellWords } from '../words/words.ts'
import type { CallView } from './call-watch.ts'
import { trayMenu, trayTip, type TrayActs } from './tray-menu.ts'

/** The icon in the tray, with what one does most during a call behind it. */
export interface AppTray {
  update(view: CallView, words: ShellWords): void
}

/** Shows the icon; undefined where this desktop has no place for it. */
export function openTray(icon: string, acts: TrayActs): AppTray | undefined {
  try {
    const tray = new Tray(icon)
    tray.on('click', acts.show)
    return {
      update(view, words) {
        tray.setToolTip(trayTip(view, words))
        tray.setContextMenu(Menu.buildFromTemplate(trayMenu(view, words, acts)))
      },
    }
  } catch {
    return undefined
  }
}
