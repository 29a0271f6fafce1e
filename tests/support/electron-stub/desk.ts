import { EventEmitter } from 'node:events'

/** Menus, tray, notices and the like: nothing is drawn, everything is remembered, so that a test can look and press. */

interface Entry {
  readonly id?: string
  readonly label?: string
  readonly role?: string
  readonly enabled?: boolean
  readonly submenu?: readonly Entry[]
  readonly click?: () => void
}

export class Menu {
  static application: readonly Entry[] = []
  readonly entries: readonly Entry[]

  constructor(entries: readonly Entry[]) {
    this.entries = entries
  }

  static buildFromTemplate(entries: readonly Entry[]): Menu {
    return new Menu(entries)
  }

  static setApplicationMenu(menu: Menu): void {
    Menu.application = menu.entries
  }
}

export class Tray extends EventEmitter {
  static current: Tray | undefined
  tip = ''
  menu: readonly Entry[] = []

  constructor(icon: string) {
    super()
    if (icon === '') throw new Error('A tray needs an icon.')
    Tray.current = this
  }

  setToolTip(tip: string): void {
    this.tip = tip
  }

  setContextMenu(menu: Menu): void {
    this.menu = menu.entries
  }
}

export interface NoticeOptions {
  readonly title: string
  readonly body: string
}

export class Notification extends EventEmitter {
  static readonly shown: Notification[] = []
  readonly options: NoticeOptions

  constructor(options: NoticeOptions) {
    super()
    this.options = options
  }

  static isSupported(): boolean {
    return true
  }

  show(): void {
    Notification.shown.push(this)
  }
}

const blockers = new Set<number>()
let nextBlocker = 1
export const powerSaveBlocker = {
  blockers,
  start(): number {
    blockers.add(nextBlocker)
    nextBlocker += 1
    return nextBlocker - 1
  },
  stop(id: number): void {
    blockers.delete(id)
  },
}

/** One screen, in the middle of which windows open. */
export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
}

/** Addresses that the system's browser was asked to open. */
export const openedLinks: string[] = []
export const shell = {
  openExternal(url: string): Promise<void> {
    openedLinks.push(url)
    return Promise.resolve()
  },
}

type Answer = (allowed: boolean) => void
let request: (page: unknown, permission: string, answer: Answer) => void = () => {}
let check: (page: unknown, permission: string) => boolean = () => true
export const session = {
  defaultSession: {
    setPermissionRequestHandler(given: typeof request): void {
      request = given
    },
    setPermissionCheckHandler(given: typeof check): void {
      check = given
    },
    setDevicePermissionHandler(): void {},
  },
}

/** What both handlers say of a permission. */
export function permissionOf(name: string): { asked: boolean; checked: boolean } {
  let asked = true
  request(undefined, name, (allowed) => {
    asked = allowed
  })
  return { asked, checked: check(undefined, name) }
}

/** The entry with an id, wherever it is in a menu. */
export function entryOf(id: string, entries: readonly Entry[]): Entry | undefined {
  for (const entry of entries) {
    const found = entry.id === id ? entry : entryOf(id, entry.submenu ?? [])
    if (found !== undefined) return found
  }
  return undefined
}
