import { extname, join, normalize, sep } from 'node:path'

/** Where the page lives in Electron: a scheme of our own, which unlike file:// has an origin. */
export const APP_SCHEME = 'app'
export const APP_ORIGIN = `${APP_SCHEME}://palabre`

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** A file of the page as its address names it. */
export interface PageFile {
  readonly path: string
  readonly type: string
}

/** The file below `folder` that an address of our scheme names; undefined for anything outside of it. */
export function pageFileOf(address: string, folder: string): PageFile | undefined {
  const url = new URL(address)
  if (url.protocol !== `${APP_SCHEME}:` || url.host !== 'palabre') return undefined
  const name = decoded(url.pathname)
  if (name === undefined || name.includes('\0')) return undefined
  const path = normalize(join(folder, name === '/' ? 'index.html' : name))
  const type = TYPES[extname(path)]
  return path.startsWith(folder + sep) && type !== undefined ? { path, type } : undefined
}

function decoded(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return undefined
  }
}

/** Whether an address is one the system's browser may be handed: a page on the web, encrypted. */
export function isWebLink(address: string): boolean {
  return URL.canParse(address) && new URL(address).protocol === 'https:'
}
