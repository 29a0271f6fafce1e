import type { MenuItemConstructorOptions } from 'electron'
import { callEntries, type CallActs } from '../call/call-menu.ts'
import type { CallView } from '../call/call-watch.ts'
import type { ShellWords } from '../words/words.ts'

/**
 * The menu of the app: on macOS at the top of the screen, with the app's own menu first; elsewhere in the window, shown
 * by Alt. Roles give each entry the keys that the system has for it.
 */
export function appMenu(
  platform: string,
  view: CallView,
  words: ShellWords,
  acts: CallActs,
): MenuItemConstructorOptions[] {
  const own = platform === 'darwin' ? [ownMenu(words)] : [fileMenu(words)]
  return [
    ...own,
    editMenu(words),
    viewMenu(words),
    { label: words.call, submenu: callEntries(view, words, acts) },
    windowMenu(platform, words),
  ]
}

function ownMenu(words: ShellWords): MenuItemConstructorOptions {
  return {
    label: 'Palabre',
    submenu: [
      { role: 'about', label: words.about },
      { type: 'separator' },
      { role: 'services', label: words.services },
      { type: 'separator' },
      { role: 'hide', label: words.hide },
      { role: 'hideOthers', label: words.hideOthers },
      { role: 'unhide', label: words.unhide },
      { type: 'separator' },
      { role: 'quit', label: words.quit },
    ],
  }
}

function fileMenu(words: ShellWords): MenuItemConstructorOptions {
  return {
    label: words.file,
    submenu: [
      { role: 'about', label: words.about },
      { type: 'separator' },
      { role: 'quit', label: words.quit },
    ],
  }
}

function editMenu(words: ShellWords): MenuItemConstructorOptions {
  return {
    label: words.edit,
    submenu: [
      { role: 'undo', label: words.undo },
      { role: 'redo', label: words.redo },
      { type: 'separator' },
      { role: 'cut', label: words.cut },
      { role: 'copy', label: words.copy },
      { role: 'paste', label: words.paste },
      { role: 'selectAll', label: words.selectAll },
    ],
  }
}

function viewMenu(words: ShellWords): MenuItemConstructorOptions {
  return {
    label: words.view,
    submenu: [
      { role: 'resetZoom', label: words.actualSize },
      { role: 'zoomIn', label: words.larger },
      { role: 'zoomOut', label: words.smaller },
      { type: 'separator' },
      { role: 'togglefullscreen', label: words.fullScreen },
    ],
  }
}

function windowMenu(platform: string, words: ShellWords): MenuItemConstructorOptions {
  const front: MenuItemConstructorOptions[] =
    platform === 'darwin' ? [{ type: 'separator' }, { role: 'front', label: words.front }] : []
  return {
    label: words.window,
    submenu: [{ role: 'minimize', label: words.minimize }, { role: 'close', label: words.close }, ...front],
  }
}
