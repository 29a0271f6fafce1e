/** What an app can do beyond its page, and why it cannot where it cannot. */

/** Append only: it runs in a browser; it was not installed; this desktop has no place for it. */
export const DESK_LACKS = ['browser', 'not-installed', 'desktop'] as const
export type DeskLack = (typeof DESK_LACKS)[number]

/** Why each is not there; null where it is. */
export interface DeskLacks {
  readonly startAtLogin: DeskLack | null
  readonly tray: DeskLack | null
  readonly notices: DeskLack | null
}

/** A browser has a page and nothing around it. */
export const BROWSER_LACKS: DeskLacks = { startAtLogin: 'browser', tray: 'browser', notices: 'browser' }

/** What a desktop can be told of. */
export const NOTICE_KINDS = ['direct', 'channel', 'arrival'] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]
