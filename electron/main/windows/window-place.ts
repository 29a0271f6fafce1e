import { WINDOW_CONFIG } from '../config.ts'

/** A rectangle on the screens, in pixels as the system counts them. */
export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where a window stands; without `x` and `y` the system chooses. */
export interface WindowPlace {
  readonly x?: number
  readonly y?: number
  readonly width: number
  readonly height: number
  readonly maximized: boolean
}

/** The smallest window a page is made for, and the one it opens with, pixels. */
export interface WindowSizes {
  readonly smallest: { readonly width: number; readonly height: number }
  readonly usual: { readonly width: number; readonly height: number }
}

/**
 * Where a window opens: as it was left, where its title can still be taken hold of on one of the screens; else as
 * large as it was, or as the first screen allows, in a place of the system's choice.
 */
export function placeOn(
  kept: WindowPlace | undefined,
  screens: readonly Area[],
  sizes: WindowSizes,
): WindowPlace {
  const maximized = kept?.maximized ?? false
  for (const screen of screens) {
    if (kept === undefined) break
    const place = { ...kept, ...sizeOn(kept, screen, sizes) }
    if (isReachable(place, screen)) return place
  }
  return { ...sizeOn(kept ?? sizes.usual, screens[0], sizes), maximized }
}

/** Whether enough of the upper edge of a window lies on a screen to be dragged with the pointer. */
function isReachable(place: WindowPlace, screen: Area): boolean {
  if (place.x === undefined || place.y === undefined) return false
  const { titleHeight, leastTitle } = WINDOW_CONFIG
  const across = Math.min(place.x + place.width, screen.x + screen.width) - Math.max(place.x, screen.x)
  const below = place.y >= screen.y && place.y + titleHeight <= screen.y + screen.height
  return across >= leastTitle && below
}

/** No larger than the screen, no smaller than the page can be, whichever is less. */
function sizeOn(
  { width, height }: { width: number; height: number },
  screen: Area | undefined,
  { smallest }: WindowSizes,
): { width: number; height: number } {
  const most = screen ?? { width: Infinity, height: Infinity }
  return {
    width: Math.min(Math.max(width, smallest.width), most.width),
    height: Math.min(Math.max(height, smallest.height), most.height),
  }
}

/** A place as it was kept in a file; undefined for anything else. */
export function placeFrom(value: unknown): WindowPlace | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { x, y, width, height, maximized } = value as Record<string, unknown>
  if (!isPixels(width) || !isPixels(height) || width <= 0 || height <= 0) return undefined
  const corner = isPixels(x) && isPixels(y) ? { x, y } : {}
  return { ...corner, width, height, maximized: maximized === true }
}

function isPixels(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(Number(value)) <= WINDOW_CONFIG.mostPixels
}
