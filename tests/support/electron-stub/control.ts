import type { EventEmitter } from 'node:events'
import process from 'node:process'
import { entryOf, Menu, Notification, openedLinks, permissionOf, powerSaveBlocker, Tray } from './desk.ts'
import { BrowserWindow } from './window.ts'

/** What a test may do to the app from outside, over the IPC of the process it has started. */
export type Order =
  | { readonly do: 'look' }
  | { readonly do: 'tray'; readonly id: string }
  | { readonly do: 'menu'; readonly id: string }
  | { readonly do: 'second-instance'; readonly words: readonly string[] }
  | { readonly do: 'open-url'; readonly url: string }
  | { readonly do: 'close-window' }
  | { readonly do: 'crash-page' }
  | { readonly do: 'press-notice' }
  | { readonly do: 'permission'; readonly name: string }
  | { readonly do: 'try-page'; readonly url: string }
  | {
      readonly do: 'request-port'
      readonly from: string
      readonly inFrame: boolean
      readonly service: unknown
    }
  | { readonly do: 'quit' }

/** What can be seen of the app from outside. */
export interface Sight {
  readonly tray: { readonly tip: string; readonly entries: readonly Seen[] }
  readonly menu: readonly Seen[]
  readonly windows: readonly {
    readonly url: string
    readonly visible: boolean
    readonly bounds: object
    readonly options: Readonly<Record<string, unknown>>
  }[]
  readonly notices: readonly { readonly title: string; readonly body: string }[]
  readonly blockers: number
  readonly links: readonly string[]
}

/** An entry of a menu. */
export interface Seen {
  readonly id?: string | undefined
  readonly label?: string | undefined
  readonly enabled?: boolean | undefined
  readonly entries?: readonly Seen[]
}

type Entries = typeof Menu.application

function seen(entries: Entries): Seen[] {
  return entries.map(({ id, label, enabled, submenu }) => ({
    ...{ id, label, enabled },
    ...(submenu === undefined ? {} : { entries: seen(submenu) }),
  }))
}

function look(): Sight {
  return {
    tray: { tip: Tray.current?.tip ?? '', entries: seen(Tray.current?.menu ?? []) },
    menu: seen(Menu.application),
    windows: BrowserWindow.all.map((window) => ({
      url: window.url,
      visible: window.visible,
      bounds: window.getNormalBounds(),
      options: window.options,
    })),
    notices: Notification.shown.map(({ options: { title, body } }) => ({ title, body })),
    blockers: powerSaveBlocker.blockers.size,
    links: openedLinks,
  }
}

/** Does what a test says; each order is answered. */
export function obey(app: EventEmitter & { quit(): void }): void {
  process.on('message', (message) => {
    const order = message as { order?: Order }
    if (order.order !== undefined)
      void carryOut(order.order, app).then((answer) => process.send?.({ answer }))
  })
}

async function carryOut(order: Order, app: EventEmitter & { quit(): void }): Promise<unknown> {
  const [main] = BrowserWindow.all
  switch (order.do) {
    case 'look':
      return look()
    case 'tray':
      return entryOf(order.id, Tray.current?.menu ?? [])?.click?.() ?? null
    case 'menu':
      return entryOf(order.id, Menu.application)?.click?.() ?? null
    case 'second-instance':
      return app.emit('second-instance', {}, order.words)
    case 'open-url':
      return app.emit('open-url', { preventDefault() {} }, order.url)
    case 'close-window':
      return main?.close() ?? null
    case 'crash-page':
      return (await main?.crash()) ?? null
    case 'press-notice':
      return Notification.shown.at(-1)?.emit('click')
    case 'permission':
      return permissionOf(order.name)
    case 'try-page':
      return main?.webContents.attempt(order.url)
    case 'request-port':
      return main?.webContents.request(order.from, order.inFrame, order.service)
    case 'quit':
      app.quit()
      return null
  }
}
