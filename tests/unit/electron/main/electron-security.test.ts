import { EventEmitter } from 'node:events'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { guardPages } from '../../../../electron/main/windows/page-guard.ts'
import { servePagePorts } from '../../../../electron/main/ipc/page-ports.ts'
import { APP_ORIGIN, pageFileOf } from '../../../../electron/main/page-address.ts'
import { CONTENT_SECURITY_POLICY, PAGE_HEADERS } from '../../../../electron/main/page-policy.ts'
import { servePage } from '../../../../electron/main/page-scheme.ts'
import { openAppWindow } from '../../../../electron/main/windows/app-window.ts'
import { WINDOW_CONFIG } from '../../../../electron/main/config.ts'
import { systemClock } from '../../../../electron/base/clock.ts'
import { silentLogger } from '../../../../electron/base/logger.ts'
import { systemRandom } from '../../../../electron/base/random.ts'
import { PlaceFile } from '../../../../electron/main/windows/place-file.ts'
import { filesBelow, textOf } from '../../../support/source-tree.ts'

/** What the code under test told Electron. */
interface Seen {
  readonly windows: { options: { webPreferences: Record<string, unknown> }; urls: string[] }[]
  readonly external: string[]
  readonly exposed: Record<string, Record<string, unknown>>
  permission?: unknown
  check?: unknown
  handler?: unknown
}
const seen = vi.hoisted((): Seen => ({ windows: [], external: [], exposed: {} }))

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events')
  class BrowserWindow extends Emitter {
    readonly webContents = new Emitter()
    readonly urls: string[] = []

    constructor(options: { webPreferences: Record<string, unknown> }) {
      super()
      seen.windows.push({ options, urls: this.urls })
    }

    loadURL(url: string): Promise<void> {
      this.urls.push(url)
      return Promise.resolve()
    }
  }
  class Channel {
    readonly port1 = Object.assign(new Emitter(), { start() {}, postMessage() {}, close() {} })
    readonly port2 = {}
  }
  return {
    app: new Emitter(),
    ipcMain: new Emitter(),
    ipcRenderer: Object.assign(new Emitter(), { send() {} }),
    contextBridge: {
      exposeInMainWorld: (name: string, api: Record<string, unknown>) => {
        seen.exposed[name] = api
      },
    },
    BrowserWindow,
    MessageChannelMain: Channel,
    protocol: {
      handle: (_scheme: string, handler: unknown) => {
        seen.handler = handler
      },
    },
    screen: { getAllDisplays: () => [] },
    shell: {
      openExternal: (url: string) => {
        seen.external.push(url)
        return Promise.resolve()
      },
    },
    session: {
      defaultSession: {
        setPermissionRequestHandler: (handler: unknown) => {
          seen.permission = handler
        },
        setPermissionCheckHandler: (handler: unknown) => {
          seen.check = handler
        },
        setDevicePermissionHandler() {},
      },
    },
  }
})

const MAIN = filesBelow('electron', ['.ts'])
const SHOWN = filesBelow('renderer', ['.ts', '.vue', '.html', '.css'])
const using = (files: readonly string[], word: RegExp): string[] =>
  files.filter((path) => word.test(textOf(path)))

interface Page extends EventEmitter {
  open: (details: { url: string }) => { action: string }
}

let page: Page
let preferences: Record<string, unknown>

beforeAll(async () => {
  guardPages()
  const { app } = await import('electron')
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler(open: Page['open']) {
      page.open = open
    },
  })
  page = contents as unknown as Page
  app.emit('web-contents-created', {}, contents)
  const places = await PlaceFile.open({
    file: '/nowhere/windows.json',
    clock: systemClock,
    logger: silentLogger,
  })
  openAppWindow(
    { name: 'main', sizes: WINDOW_CONFIG.main, query: '', options: {}, show: true },
    {
      preload: '/preload.cjs',
      icon: '',
      places,
      clock: systemClock,
      random: systemRandom,
      logger: silentLogger,
    },
  )
  preferences = seen.windows[0]?.options.webPreferences ?? {}
})

function isPrevented(name: string, ...values: unknown[]): boolean {
  const preventDefault = vi.fn()
  page.emit(name, { preventDefault }, ...values)
  return preventDefault.mock.calls.length === 1
}

/** One test for each point of Electron's own list, under its number and name. */
describe('security of the Electron shell', () => {
  it('1 only loads secure content', () => {
    expect(seen.windows.flatMap(({ urls }) => urls)).toEqual([`${APP_ORIGIN}/`])
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/https?:|\*/)
    expect(using(SHOWN, /(?:src|href)=["']http:/)).toEqual([])
  })

  it('2 gives no page the powers of Node', () => {
    expect(preferences['nodeIntegration']).toBe(false)
    expect(using(MAIN, /nodeIntegration(?:InWorker|InSubFrames)?:\s*true/)).toEqual([])
    // Every window is made in one place, so what holds for it holds for all.
    expect(using(MAIN, /new (?:BrowserWindow|BrowserView|WebContentsView)\(/)).toEqual([
      'electron/main/windows/app-window.ts',
    ])
  })

  it('3 isolates the preload from the page', () => {
    expect(preferences['contextIsolation']).toBe(true)
  })

  it('4 runs every page in the sandbox', () => {
    expect(preferences['sandbox']).toBe(true)
    const entry = textOf('electron/main/index.ts')
    expect(entry.indexOf('app.enableSandbox()')).toBeGreaterThan(0)
    expect(entry.indexOf('app.enableSandbox()')).toBeLessThan(entry.indexOf('app.whenReady()'))
  })

  it('5 answers every request for a permission itself', () => {
    const ask = seen.permission as (page: null, name: string, answer: (allowed: boolean) => void) => void
    const check = seen.check as (page: null, name: string) => boolean
    const allowed = [
      'media',
      'geolocation',
      'notifications',
      'openExternal',
      'hid',
      'clipboard-read',
      'display-capture',
    ]
      .concat('clipboard-sanitized-write')
      .filter((name) => {
        const answers: boolean[] = []
        ask(null, name, (answer) => answers.push(answer))
        return answers.includes(true) || check(null, name)
      })
    expect(allowed).toEqual(['clipboard-sanitized-write'])
  })

  it('6 leaves web security on', () => {
    expect(using(MAIN, /webSecurity|disable-web-security/)).toEqual([])
  })

  it('7 has a strict content security policy, on each answer of its scheme', async () => {
    expect(CONTENT_SECURITY_POLICY).toMatch(/^default-src 'self';/)
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe-(?:inline|eval)|script-src|style-src/)
    servePage('/out/page')
    const handler = seen.handler as (request: { url: string }) => Promise<Response>
    expect((await handler({ url: `${APP_ORIGIN}/../secret.js` })).status).toBe(404)
    expect(PAGE_HEADERS['content-security-policy']).toBe(CONTENT_SECURITY_POLICY)
    expect(textOf('electron/main/page-scheme.ts')).toContain('...PAGE_HEADERS')
  })

  it('8 runs no insecure content', () => {
    expect(using(MAIN, /allowRunningInsecureContent/)).toEqual([])
  })

  it('9 turns on no experimental features', () => {
    expect(using(MAIN, /experimentalFeatures|enable-features/)).toEqual([])
  })

  it('10 turns on no Blink features', () => {
    expect(using(MAIN, /enableBlinkFeatures|enable-blink-features/)).toEqual([])
  })

  it('11 lets no webview open windows', () => {
    expect(using(SHOWN, /allowpopups|<webview/i)).toEqual([])
  })

  it('12 has no webview, and refuses one', () => {
    expect(preferences['webviewTag']).toBe(false)
    expect(isPrevented('will-attach-webview', {}, {})).toBe(true)
  })

  it.each(['https://example.org/', 'file:///etc/passwd', `${APP_ORIGIN}/other.html`, 'javascript:alert(1)'])(
    '13 does not navigate to %s',
    (url) => {
      expect(isPrevented('will-navigate', url)).toBe(true)
      expect(isPrevented('will-redirect', url)).toBe(true)
    },
  )

  it.each(['https://example.org/', `${APP_ORIGIN}/`, 'about:blank', 'data:text/html,x'])(
    '14 opens no window for %s',
    (url) => {
      expect(page.open({ url })).toEqual({ action: 'deny' })
    },
  )

  it('15 hands only pages of the web to the system', () => {
    seen.external.length = 0
    for (const url of [
      'https://example.org/a',
      'http://example.org/',
      'file:///etc/passwd',
      'smb://host/share',
      'ms-msdt:/id',
      'javascript:alert(1)',
      'palabre://host/?k=1',
      'not an address',
    ]) {
      page.open({ url })
    }
    expect(seen.external).toEqual(['https://example.org/a'])
    expect(using(MAIN, /shell\.open/)).toEqual(['electron/main/windows/page-guard.ts'])
  })

  it('16 names one exact version of Electron, of a line that is cared for', () => {
    const { devDependencies } = JSON.parse(textOf('package.json')) as {
      devDependencies: Record<string, string>
    }
    expect(devDependencies['electron']).toMatch(/^(?:4[5-9]|[5-9]\d)\.\d+\.\d+$/)
  })

  it('17 answers only its own page, and only what it knows', async () => {
    const { ipcMain } = await import('electron')
    const asked: string[] = []
    servePagePorts((service) => asked.push(service))
    const request = (url: string | undefined, service: unknown, parent: object | null = null): void => {
      const senderFrame = url === undefined ? null : { url, parent }
      ipcMain.emit('palabre:request-port', { sender: { postMessage() {} }, senderFrame }, service)
    }
    request('https://example.org/', 'host')
    request('app://other/', 'host')
    request('file:///app/index.html', 'host')
    request('about:blank', 'host')
    request(undefined, 'host')
    request(`${APP_ORIGIN}/`, 'host', {})
    for (const service of ['keys', 'main', '__proto__', '', 7, null, { toString: () => 'host' }, ['host']]) {
      request(`${APP_ORIGIN}/`, service)
    }
    expect(asked).toEqual([])
    request(`${APP_ORIGIN}/?view=mini`, 'host')
    expect(asked).toEqual(['host'])
    expect(using(MAIN, /ipcMain\.(?:handle|on)\(/)).toEqual(['electron/main/ipc/page-ports.ts'])
  })

  it('18 has a scheme of its own instead of file://', () => {
    const ofWindows = MAIN.filter((path) => path.startsWith('electron/main/'))
    expect(using(ofWindows, /loadFile\(|file:\/\/\//)).toEqual([])
    expect(pageFileOf('file:///out/page/index.html', '/out/page')).toBeUndefined()
  })

  it('20 shows the page nothing of Electron', async () => {
    await import('../../../../electron/preload/index.ts')
    expect(Object.keys(seen.exposed)).toEqual(['palabre'])
    const api = seen.exposed['palabre'] ?? {}
    expect(Object.keys(api)).toEqual(['requestPort'])
    expect((api['requestPort'] as (service: unknown) => unknown)('host')).toBeUndefined()
  })
})
